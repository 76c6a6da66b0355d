# Each target makes what it needs. From a bare checkout: git, make and Python 3.11 or newer with venv are enough.
# uv is used where it is installed, else venv and pip; both install the versions in uv.lock.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell uv --version >/dev/null 2>&1 && echo uv)

# The environment to run the assistant, and the same with the tools to work on it.
RUN := $(VENV)/.made-to-run
DEV := $(VENV)/.made-to-develop

.DEFAULT_GOAL := help
.PHONY: run test check eval bench help

run: $(RUN) ## index corpus/ and open the assistant in the browser (http://127.0.0.1:7860)
	@trap : INT; $(BIN)/python app.py || test $$? -eq 130

test: $(DEV) ## run the whole test suite (ARGS="-k name" for a part of it)
	@$(BIN)/python -m pytest $(ARGS)

check: $(DEV) ## what must pass before a merge: format, lint, types, import contract, tests
	@echo "== format" && $(BIN)/ruff format --check .
	@echo "== lint" && $(BIN)/ruff check .
	@echo "== types" && $(BIN)/mypy
	@echo "== import contract" && $(BIN)/lint-imports
	@echo "== tests" && $(BIN)/python -m pytest $(ARGS)

eval: $(RUN) ## put the eval cases to the assistant and report (ARGS="--baseline evals/baseline.json")
	@$(BIN)/assistant eval $(ARGS)

bench: $(RUN) ## measure speed and memory on this machine (ARGS="--only ask,cold"; BENCH=DIR adds a question set)
	@nice -n 10 $(BIN)/python -m evals.speed $(ARGS)
	@if [ -n "$(BENCH)" ]; then nice -n 10 $(BIN)/assistant eval --bench "$(BENCH)"; fi

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{ printf "%-14s%s\n", $$1, $$2 }'

# --- the environment, made again when a dependency changes --------------------------------------------------------

ifeq ($(UV),uv)

# --frozen: exactly uv.lock. --inexact: `make run` leaves the tools of `make test` where they are.
SYNC := UV_PROJECT_ENVIRONMENT=$(VENV) uv sync --quiet --frozen $(if $(filter file,$(origin PYTHON)),,--python "$(PYTHON)")

$(RUN): pyproject.toml uv.lock
	@echo "Making the environment in $(VENV) with uv; the first time this takes a minute or two."
	@$(SYNC) --no-dev --inexact
	@touch $@

$(DEV): $(RUN)
	@echo "Adding the tools for tests and checks."
	@$(SYNC)
	@touch $@

else

PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
# The locked versions as pip constraints, so that both ways lead to the same environment.
LOCKED := import tomllib; \
	marker = lambda p: "; " + " or ".join(f"({m})" for m in p["resolution-markers"]) if "resolution-markers" in p else ""; \
	locked = tomllib.load(open("uv.lock", "rb"))["package"]; \
	print(*(p["name"] + "==" + p["version"] + marker(p) for p in locked if "registry" in p["source"]), sep="\n")

$(RUN): pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; \`$(PYTHON)\` is not. Name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@echo "Making the environment in $(VENV) with pip; the first time this takes some minutes."
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install --upgrade 'pip>=25.1'
	@$(BIN)/python -c '$(LOCKED)' > $(VENV)/locked.txt
	@$(PIP) install --constraint $(VENV)/locked.txt --editable .
	@touch $@

$(DEV): $(RUN)
	@echo "Adding the tools for tests and checks."
	@$(PIP) install --constraint $(VENV)/locked.txt --group dev
	@touch $@

endif
