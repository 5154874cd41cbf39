#!/usr/bin/env bash
# Say which Python to build the virtual environment with: the first of 3.11 or newer, and one that can make a
# virtual environment before one that can't (Debian ships that half in python3-venv). Ends 1 where there is none.
set -euo pipefail

# first_that STATEMENT: the first Python in which the statement does not fail
first_that() {
    local name
    for name in python3.13 python3.12 python3.11 python3; do
        "$name" -c "import sys; assert sys.version_info >= (3, 11); $1; print(sys.executable)" 2>/dev/null && return 0
    done
    return 1
}

first_that 'import ensurepip, venv' || first_that 'pass'
