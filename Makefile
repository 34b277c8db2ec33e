# Every command of the project. `make help` lists them.

PORT ?= 8000
VENV := .venv
PYTHON := $(VENV)/bin/python
export PYTHONUNBUFFERED := 1
.DEFAULT_GOAL := help
.PHONY: help setup run test lint format bench

help: ## Say what each target does
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  \1\t/' | expand -t 12

setup: $(VENV)/.dev ## Create .venv with everything, development tools included

run: $(VENV)/.runtime ## Serve the site on http://127.0.0.1:8000 (PORT=… for another port)
	@PORT=$(PORT) sh config/run.sh

test: $(VENV)/.dev ## Run all tests; REQUIRE_SERVICES=1 makes a missing server, browser or data file a failure
	$(PYTHON) -m pytest $(ARGS)

lint: $(VENV)/.dev ## Check style, types, migrations and the production settings
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy .
	$(PYTHON) manage.py makemigrations --check --dry-run
	SITE_URL=https://gainstage.example TRUSTED_PROXIES=1 $(PYTHON) manage.py check --deploy --fail-level WARNING

format: $(VENV)/.dev ## Put the code into the project's format
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(VENV)/.dev ## Measure speed, each figure as a ratio against a reference in the same run
	$(PYTHON) -m tests.benchmarks

# What is installed, and from which list. A changed list is installed again.

$(VENV)/bin/python:
	@python3 -m venv $(VENV) || { rm -rf $(VENV); sh config/need_venv.sh && python3 -m venv $(VENV); }

$(VENV)/.runtime: requirements.txt | $(VENV)/bin/python
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements.txt | $(VENV)/bin/python
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(VENV)/.runtime $@
