#!/usr/bin/env bash
# Build what the demo needs, show the whole way once, then stay for a person at a terminal until Ctrl-C.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "$(uname)" = Darwin ]; then
    .make/system.sh python
    .make/environment.sh requirements-kiosk.lock
elif [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    .make/system.sh python window
    .make/environment.sh requirements-kiosk.lock
else
    .make/system.sh python
    .make/environment.sh requirements-camera.lock
fi

.venv/bin/studio demo --once
if [ -t 0 ]; then
    exec .venv/bin/studio demo
fi
