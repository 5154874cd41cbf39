#!/usr/bin/env bash
# Have the virtual environment hold what a lock says, and the project itself: environment.sh LOCK.
# Each lock holds all that the ones before it hold, with the same versions, so a larger one that is in place will do.
set -euo pipefail
cd "$(dirname "$0")/.."
locks=(requirements.lock requirements-camera.lock requirements-kiosk.lock requirements-test.lock)
wanted=$1

# stamp_of LOCK: changes with the lock, the project's own packaging and the folder (scripts name it)
stamp_of() {
    { cat "$1" pyproject.toml && pwd; } | cksum
}

is_in_place() {
    [ "$(cat ".venv/$1.stamp" 2>/dev/null)" = "$(stamp_of "$1")" ] && .venv/bin/python -c '' 2>/dev/null
}

# quietly COMMAND...: its output is shown only where it fails
quietly() {
    "$@" >.venv/install.log 2>&1 || {
        tail -n 20 .venv/install.log >&2
        echo "Installing the packages failed; all of it is in .venv/install.log." >&2
        exit 1
    }
}

larger=no
for lock in "${locks[@]}"; do
    if [ "$lock" = "$wanted" ]; then larger=yes; fi
    if [ $larger = yes ] && is_in_place "$lock"; then exit 0; fi
done

echo "packages: $wanted into .venv"
if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    python=$(.make/python.sh)
    rm -rf .venv
    "$python" -m venv .venv
fi
rm -f .venv/*.stamp
quietly .venv/bin/python -m pip install --disable-pip-version-check --require-hashes --no-deps --requirement "$wanted"
quietly .venv/bin/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation --editable .
stamp_of "$wanted" >".venv/$wanted.stamp"
