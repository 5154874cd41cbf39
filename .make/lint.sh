#!/usr/bin/env bash
# Hold the tree to its style and its types.
set -euo pipefail
cd "$(dirname "$0")/.."

echo "lint: ruff check, ruff format, mypy --strict"
.venv/bin/ruff check --quiet .
.venv/bin/ruff format --quiet --check .
.venv/bin/mypy --strict --no-error-summary
