# Every command of the project. `make help` lists them.

PORT ?= 8000
JOBS ?= 2
VENV := .venv
PYTHON := $(VENV)/bin/python
export PYTHONUNBUFFERED := 1
.DEFAULT_GOAL := help
.PHONY: help setup run test lint audit lock format bench lighthouse backup restore

help: ## Say what each target does
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /  \1\t/' | expand -t 12

setup: $(VENV)/.dev ## Create .venv with everything, development tools included

run: $(VENV)/.runtime ## Serve the site on http://localhost:8000 (PORT=… for another port)
	@PORT=$(PORT) sh config/run.sh

test: $(VENV)/.dev ## Run all tests, JOBS at a time; REQUIRE_SERVICES=1 makes a missing server, browser or data file a failure
	$(PYTHON) -m pytest --numprocesses $(JOBS) --dist worksteal $(ARGS)

lint: $(VENV)/.dev ## Check style, types, migrations and the production settings
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy .
	$(PYTHON) manage.py makemigrations --check --dry-run
	SITE_URL=https://gainstage.example TRUSTED_PROXIES=1 $(PYTHON) manage.py check --deploy --fail-level WARNING

audit: ## Ask for known weaknesses of every pinned library; needs the internet, and fails where it cannot ask
	@test -x $(VENV)/audit/bin/pip-audit || { python3 -m venv $(VENV)/audit && $(VENV)/audit/bin/pip install --quiet pip-audit; }
	$(VENV)/audit/bin/pip-audit --strict --no-deps --disable-pip --requirement requirements.lock

lock: ## Write the lists with the hashes of every library anew, after a change of requirements*.txt
	@test -x $(VENV)/lock/bin/uv || { python3 -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install --quiet uv; }
	for list in requirements requirements-dev; do $(VENV)/lock/bin/uv pip compile $$list.txt --output-file $$list.lock \
	    --generate-hashes --universal --python-version 3.11 --no-header --no-annotate --quiet || exit 1; done

format: $(VENV)/.dev ## Put the code into the project's format
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(VENV)/.dev ## Measure speed, each figure as a ratio against a reference in the same run
	$(PYTHON) -m tests.benchmarks

backup: $(VENV)/.runtime ## Copy the database into FILE=…, without the keys: keep those elsewhere
	@$(PYTHON) manage.py backup "$(FILE)"

restore: $(VENV)/.runtime ## Put the copy in FILE=… into the empty database of DATABASE_URL
	@$(PYTHON) manage.py backup --restore "$(FILE)"

lighthouse: $(VENV)/.dev ## Score the main pages with Lighthouse (needs npm and Chromium; installs it into var/lighthouse)
	$(PYTHON) -m tests.lighthouse

# What is installed, and from which list. A changed list is installed again.

$(VENV)/bin/python:
	@python3 -m venv $(VENV) || { rm -rf $(VENV); sh config/need_venv.sh && python3 -m venv $(VENV); }

$(VENV)/.runtime: requirements.lock | $(VENV)/bin/python
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock requirements.lock | $(VENV)/bin/python
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $(VENV)/.runtime $@
