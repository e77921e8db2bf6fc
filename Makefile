# Everything runs in .venv, which the first target makes. `make site` and `make test` are all a newcomer needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= auto

.PHONY: site serve test coverage check format bench clean

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "kb needs Python 3.11 or newer; set PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade "pip>=24"
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[dev]"
	touch $@

site: $(VENV)/.ready          ## build the reference site: build/site/index.html
	$(BIN)/kb lint
	$(BIN)/kb build --strict
	@echo "open build/site/index.html, or run: make serve"

serve: $(VENV)/.ready         ## show the site on this machine, rebuilt as records change
	$(BIN)/kb serve

test: $(VENV)/.ready          ## run the tests, each file's in one process
	$(BIN)/pytest -n $(JOBS) --dist loadfile

coverage: $(VENV)/.ready      ## the same, and what they run of the code; half as slow again
	$(BIN)/pytest -n $(JOBS) --dist loadfile --cov --cov-report=term:skip-covered

check: $(VENV)/.ready         ## all that CI runs
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test
	$(BIN)/kb lint
	$(BIN)/kb build --strict

format: $(VENV)/.ready        ## put the code into its form
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: $(VENV)/.ready         ## measure, side by side with other tools
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.suggest

clean:
	rm -rf build $(VENV) .coverage*
