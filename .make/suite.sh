#!/usr/bin/env bash
# Run the whole suite: first what knows no database, held to every branch of the rules and the contract; then the rest on
# SQLite and on PostgreSQL, each in processes of their own because Piccolo's tables bind one engine a process. All of
# it runs even where something fails.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
failed=0
pytest=(-m pytest --no-header --quiet --durations=5)

# suite_on ENGINE [PYTEST-OPTION...]: a file stays in one process, for its fixtures' sake
suite_on() {
    local engine=$1
    shift
    echo "suite: $engine"
    STUDIO_TEST_ENGINE=$engine .venv/bin/python "${pytest[@]}" --numprocesses 2 --dist loadfile \
        --ignore=tests/rules --ignore=tests/contract "$@" || failed=1
}

echo "suite: rules and contract, every branch of them"
rm -f .coverage
.venv/bin/coverage run "${pytest[@]}" tests/rules tests/contract || failed=1
.venv/bin/coverage report || failed=1
suite_on sqlite
# These know no database, or show the same pages on either: once is enough.
suite_on postgres --ignore=tests/architecture --ignore=tests/delivery --ignore=tests/kiosk --ignore=tests/logs \
    --ignore=tests/parts --ignore=tests/journeys/test_every_phone_page.py \
    --ignore=tests/journeys/test_kiosk_without_server.py --ignore=tests/pages/test_on_a_phone.py
exit $failed
