# `make run` and `make test` do everything on a fresh Debian machine with Python 3.11. `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
AS_ROOT := $(if $(filter 0,$(shell id -u)),,sudo)
export STET_HOME ?= $(CURDIR)/stet-data

.DEFAULT_GOAL := help
.PHONY: help run test test-sqlite test-postgres check format lock cli-reference openapi widget clean

help:  ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: export STET_MAIL_URL ?= folder:$(STET_HOME)/letters
run: export STET_MAIL_FROM ?= comments@demo.example
run: $(VENV)/server.installed  ## Install, set the demo up, serve it on http://127.0.0.1:8000/
	$(BIN)/stet migrate
	$(BIN)/stet demo
	$(BIN)/stet serve

test: $(VENV)/training.installed  ## Install what the tests need and run all of them, on SQLite and on PostgreSQL
	tests/install-system-packages
	$(MAKE) check
	$(MAKE) --jobs=2 test-sqlite test-postgres # side by side: a third less time

test-sqlite: $(VENV)/training.installed  ## All tests, on SQLite, browser included
	$(BIN)/pytest

# These rooms know no database: what holds on one holds on the other.
WITHOUT_DATABASE := newsroom screening verdicts opinions training docs

test-postgres: $(VENV)/training.installed  ## All tests that meet the database, on a PostgreSQL server started for them
	LC_ALL=C.UTF-8 STET_DATABASE_URL=postgresql:///stet pg_virtualenv $(BIN)/pytest -m "not browser and not workshop" \
	  $(addprefix --ignore=tests/,$(WITHOUT_DATABASE))

check: $(VENV)/develop.installed node_modules/.installed  ## Lint, types, layers, documents
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	npm run --silent check
	$(BIN)/pytest -q tests/docs

format: $(VENV)/develop.installed node_modules/.installed  ## Lay the code out
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	npm run --silent format

lock: $(VENV)/develop.installed  ## Choose and lock the newest allowed dependencies
	$(BIN)/uv pip compile -q pyproject.toml requirements/build.in --extra server \
	  --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --upgrade -o requirements/server.txt
	$(BIN)/uv pip compile -q pyproject.toml requirements/build.in --extra server --extra test --extra check --extra training \
	  -c requirements/server.txt --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --upgrade -o requirements/develop.txt

cli-reference: $(VENV)/develop.installed  ## Write docs/cli.md anew
	$(BIN)/python -m tests.docs.cli_reference > docs/cli.md

openapi: $(VENV)/develop.installed  ## Write docs/openapi.json anew
	$(BIN)/stet openapi > docs/openapi.json

widget: node_modules/.installed  ## Build the widget anew after a change in src/stet/widget/source
	npm run --silent build

clean:  ## Remove what was installed and built; the data folder stays
	rm -rf $(VENV) node_modules build dist

# An environment holds just what its lock names, every file checked by its hash; requirements/training.txt says why it is none.
$(VENV)/bin/python:
	@$(PYTHON) -c "import ensurepip" 2>/dev/null || $(AS_ROOT) apt-get install -y -qq python3-venv # Debian packs it apart
	$(PYTHON) -m venv $(VENV)

$(VENV)/server.installed: requirements/server.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/server.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/develop.installed: requirements/develop.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/develop.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@ $(VENV)/server.installed

$(VENV)/training.installed: requirements/training.txt $(VENV)/develop.installed
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements/training.txt
	touch $@

node_modules/.installed: package.json package-lock.json
	npm ci --silent --no-audit --no-fund
	touch $@
