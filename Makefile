# Each target builds what it needs first; .make/ holds the how.
.PHONY: help demo test lint bench soak lock clean test-environment

help: ## say what there is to make
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

demo: ## a studio full of life: the whole way from booking to the punch, then a server to look at
	@.make/demo.sh

test: test-environment ## style, types and the whole suite, on SQLite and on PostgreSQL
	@.make/lint.sh
	@.make/suite.sh

lint: test-environment ## style and types alone
	@.make/lint.sh

bench: test-environment ## the figures of docs/benchmarks.md
	@.venv/bin/python -m tests.bench

soak: test-environment ## the long runs
	@.venv/bin/python -m pytest -m soak

lock: test-environment ## resolve all packages anew into the four locks
	@.make/lock.sh

clean: ## remove all that was built
	@rm -rf .venv node_modules dist .hypothesis .mypy_cache .pytest_cache .ruff_cache .coverage .coverage.*
	@find server kiosk tests -name __pycache__ -type d -prune -exec rm -rf {} +

test-environment:
	@.make/system.sh python test
	@.make/environment.sh requirements-test.lock
