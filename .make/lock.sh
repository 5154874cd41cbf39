#!/usr/bin/env bash
# Write the four locks, with hashes and without addresses. The test lock is resolved first and binds the others,
# so that no package has two versions. UV is the uv to use.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=${UV:-.venv/bin/uv}

# compile LOCK [OPTION...]: hatchling comes from standard input, for `pip install --no-build-isolation`.
compile() {
    local lock=$1
    shift
    echo "lock: $lock"
    echo 'hatchling>=1.27' | "$uv" pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
        "$@" pyproject.toml - --output-file "$lock" >/dev/null
}

compile requirements-test.lock --all-extras
compile requirements-kiosk.lock --extra kiosk --extra camera --constraints requirements-test.lock
compile requirements-camera.lock --extra camera --constraints requirements-test.lock
compile requirements.lock --constraints requirements-test.lock
