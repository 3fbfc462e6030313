# The two commands are `make run` and `make test`; everything stays inside this folder.

.DEFAULT_GOAL := help
.PHONY: help install run stop test lint fmt messages openapi clean

FEEDBACK_HOME ?= .local
PORT ?= 8000
ARGS ?=
PYTHON ?=
export PYTHON

UP = .venv/bin/python manage.py up --home $(FEEDBACK_HOME)

help: ## Say what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20
	@echo
	@echo "  make run PORT=8001 FEEDBACK_HOME=.local/second   a second copy beside the first"
	@echo "  make run ARGS=--no-demo                          without demonstration data"

install: ## Make .venv, install the locked packages, compile the translations
	@.ci/install requirements.lock
	@.venv/bin/python manage.py compile_translations

run: ## Install what is missing and start the whole site; Ctrl-C stops it
	@.ci/install requirements.lock
	@exec $(UP) --port $(PORT) $(ARGS)

stop: ## Stop a site that runs in this home folder
	@$(UP) --stop

test: ## Install what is missing and run every check, as CI does
	@.ci/install requirements-dev.lock
	@.ci/debian-packages
	@MAKE_GOAL="make test" .ci/check

lint: ## Run the linters only
	@.ci/install requirements-dev.lock
	@MAKE_GOAL="make lint" .ci/check lint

fmt: ## Put code and templates into the house's form
	@.ci/install requirements-dev.lock
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format .

messages: ## Put new sentences into the catalogues (needs GNU gettext)
	@.ci/install requirements-dev.lock
	@PATH="$(CURDIR)/.venv/bin:$$PATH" python manage.py makemessages --no-obsolete --locale zh_Hant --locale zh_Hans --ignore .venv --ignore .local --ignore tests

openapi: ## Write the API's description into docs/openapi.json
	@.ci/install requirements-dev.lock
	@.venv/bin/python manage.py spectacular --lang en --api-version v1 --format openapi-json --file docs/openapi.json --validate --fail-on-warn

clean: ## Remove .venv and caches; the data in the home folder stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -not -path './.local/*' -prune -exec rm -rf {} +
	@echo "The data is still in $(FEEDBACK_HOME)."
