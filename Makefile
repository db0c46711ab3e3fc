# Strikedesk: `make demo` writes a note, `make test` proves the project. `make` alone lists the rest.
.DEFAULT_GOAL := help
.PHONY: help demo test test-full docs lint format lock clean system system-test env-run env-test
SHELL := /bin/sh

# Another interpreter: make demo PYTHON=/usr/bin/python3.12
PYTHON ?=
export PYTHON
# What a shell has set for its own Python must not reach ours.
unexport PYTHONPATH PYTHONHOME

BIN := .venv/bin
# A Python that is not Homebrew's does not look into Homebrew's folder by itself.
ifeq ($(shell uname -s),Darwin)
LIBRARIES := DYLD_FALLBACK_LIBRARY_PATH="$$(brew --prefix 2>/dev/null || echo /usr/local)/lib"
endif

# List the targets.
help:
	@awk '/^# /{c=substr($$0,3);next} /^[a-z-]+:/{if(c){sub(":.*","");printf "make %-10s %s\n",$$0,c}} {c=""}' Makefile

# Set up what is missing, write the demo note, print its paths.
demo: env-run
	@$(LIBRARIES) $(BIN)/strikedesk draft IWM --source demo

# Set up what is missing, then lint, types and the whole suite.
test: lint
	@$(LIBRARIES) $(BIN)/pytest -n auto --dist loadgroup

# The same with the heavier sweeps.
test-full: export STRIKEDESK_FULL := 1
test-full: test

# Build the documentation as a site in build/site; a warning fails it.
docs: env-test
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict
	@echo "build/site/index.html"
	@echo "with search: $(BIN)/python -m http.server --bind 127.0.0.1 --directory build/site"

# Style, formatting and types, without the suite.
lint: env-test
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy $(wildcard generator tests benchmarks)

# Write the formatting that `make lint` asks for.
format: env-test
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

# Renew the lock files after a change in pyproject.toml (UPGRADE=1: also newer versions of all).
lock:
	@UPGRADE='$(UPGRADE)' sh .make/lock.sh

# Remove caches and build products; the notes in output/ and .venv stay.
clean:
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
	@find generator tests benchmarks templates -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || :

#. System libraries, and a Python, through apt or brew; quick when they are there.
system:
	@sh .make/system.sh

#. The same, and the browser that the tests look at pages with.
system-test:
	@sh .make/system.sh test

#. The environment a note needs.
env-run: system
	@sh .make/env.sh run

#. The environment the tests need.
env-test: system-test
	@sh .make/env.sh test
