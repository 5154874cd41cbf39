#!/usr/bin/env bash
# Run the whole suite on SQLite and on PostgreSQL, each in a process of its own because Piccolo's tables bind one
# engine a process, then hold the rules and the contract to every branch. Both run even where the first fails.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
failed=0

# suite_on ENGINE [PYTEST-OPTION...]
suite_on() {
    local engine=$1
    shift
    echo "suite: $engine"
    STUDIO_TEST_ENGINE=$engine .venv/bin/coverage run --data-file=".coverage.$engine" -m pytest --no-header --durations=5 "$@" ||
        failed=1
}

rm -f .coverage .coverage.*
suite_on sqlite
# These know no database: once is enough.
suite_on postgres --ignore=tests/architecture --ignore=tests/contract --ignore=tests/delivery --ignore=tests/kiosk \
    --ignore=tests/parts --ignore=tests/rules

echo "coverage: every branch of server/rules and server/contract"
.venv/bin/coverage combine --quiet || failed=1
.venv/bin/coverage report || failed=1
exit $failed
