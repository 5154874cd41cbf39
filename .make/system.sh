#!/usr/bin/env bash
# Have Debian's packages here that a purpose needs: system.sh PURPOSE..., each of `python`, `window`, `test`.
# Installs what is missing, with sudo where not root; where that can't be, says the one line to run and ends 2.
set -euo pipefail
here=$(dirname "$0")

# is_shown_by SIGN...: is one of these commands or files there?
is_shown_by() {
    local sign
    for sign in "$@"; do
        case $sign in
            /*) if compgen -G "$sign" >/dev/null; then return 0; fi ;;
            *) if command -v "$sign" >/dev/null; then return 0; fi ;;
        esac
    done
    return 1
}

missing_for_python() {
    local python
    if ! python=$("$here/python.sh"); then
        echo "Studio Check-in needs Python 3.11 or newer; none was found." >&2
        exit 2
    fi
    "$python" -c 'import ensurepip' 2>/dev/null ||
        "$python" -c 'import sys; print("python{}.{}-venv".format(*sys.version_info))'
}

# missing_for PURPOSE: the packages of the table whose signs are not there
missing_for() {
    local purposes package signs
    while read -r purposes package signs; do
        if [[ ,$purposes, == *,"$1",* ]]; then
            # shellcheck disable=SC2086 # several signs on a line are several words; `set -f` keeps their stars
            is_shown_by $signs || echo "$package"
        fi
    done <"$here/system-packages"
}

# as_root COMMAND...: ends 1 where nobody here may be root
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        sudo "$@"
    else
        return 1
    fi
}

# install PACKAGE...
install() {
    local log
    log=$(mktemp)
    echo "system packages: $*"
    if ! { as_root apt-get -qq update && as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq install --yes --no-install-recommends "$@"; } >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        echo "Please run this as root, then try again: apt-get install --yes --no-install-recommends $*" >&2
        exit 2
    fi
    rm -f "$log"
}

set -f
missing=()
for purpose in "$@"; do
    if [ "$purpose" = python ]; then
        names=$(missing_for_python)
    else
        names=$(missing_for "$purpose")
    fi
    # shellcheck disable=SC2206 # a list of package names
    missing+=($names)
done
if [ ${#missing[@]} -eq 0 ]; then
    exit 0
fi
if ! command -v apt-get >/dev/null; then
    echo "Missing here, by the names of Debian's packages: ${missing[*]}. Please install them, then try again." >&2
    exit 2
fi
install "${missing[@]}"
