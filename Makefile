# `make` alone lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Without isolation: what builds a package that comes as source (stepfunctions) is in the lock too, with its hash.
INSTALL := $(BIN)/python -m pip install -qq --no-deps --no-build-isolation --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run test quick check thorough bench audit format lock clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

run: $(VENV)/runtime ## Deploy to a local cloud and onboard three sample applicants
	@$(BIN)/python deploy.py
	@$(BIN)/kyc submit backoffice/samples/*.json
	@$(BIN)/kyc watch demo-1001 demo-1002 demo-1003
	@echo "The cockpit: $$($(BIN)/kyc api)/cockpit, or signed in: kyc login --role senior_reviewer --user eva --open"
	@echo "The API: $$($(BIN)/kyc api), with a token: kyc token --role reviewer --user eva"
	@echo "For kyc and deploy.py in this shell, first: . $(BIN)/activate"

test: $(VENV)/development ## Run every test
	@$(BIN)/python -m pytest

quick: $(VENV)/development ## Format, lint, types, definitions, and the quick tests without a local cloud
	@$(STATIC)
	@$(BIN)/python -m pytest --hypothesis-profile quick -m 'not slow' $(WITHOUT_CLOUD)
WITHOUT_CLOUD := $(addprefix --ignore tests/,end_to_end exactly_once projects attacks)

check: $(VENV)/development ## Format, lint, types, definitions and every test
	@$(STATIC)
	@$(BIN)/python -m pytest
STATIC := $(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/python -m workflows --check

thorough: $(VENV)/development ## The tests without a local cloud, with 1,000 examples of each property instead of 40
	@$(BIN)/python -m pytest --hypothesis-profile thorough $(WITHOUT_CLOUD)

bench: $(VENV)/development ## Measure and print the figures; LISTS=DIR: the screening too, against all lists below it
	@$(BIN)/python -m tests.benchmarks $(if $(LISTS),--lists $(LISTS))

audit: $(VENV)/development ## What the field's validators find in the template for AWS (Node for some of them)
	@$(BIN)/python -m tests.audit

format: $(VENV)/development ## Format the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: ## Write the lock files anew (needs uv)
	@echo setuptools | uv pip compile pyproject.toml - --extra local $(LOCK) -o requirements.lock
	@echo setuptools | uv pip compile pyproject.toml - --extra dev -c requirements.lock $(LOCK) -o requirements-dev.lock
	@uv pip compile lambdas/requirements.in -c requirements.lock $(LOCK:3.11=3.13) \
		--python-platform aarch64-manylinux_2_28 -o lambdas/requirements.lock
LOCK := --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet

clean: ## Stop the local cloud and delete what was made here
	@if [ -x $(BIN)/python ]; then $(BIN)/python deploy.py destroy --yes || true; fi
	@rm -rf $(VENV) .local-cloud .build build dist *.egg-info

# The environments: what `make run` needs, and on top of it what developers need.
$(VENV)/runtime: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing the environment (once)…"
	@sed -n '/^setuptools==/,/[^\\]$$/p' requirements.lock > $(VENV)/build.lock
	@$(INSTALL) --require-hashes -r $(VENV)/build.lock
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/development: requirements-dev.lock $(VENV)/runtime
	@echo "Installing the development tools (once)…"
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is %d.%d. Say which: make PYTHON=python3.12" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)
