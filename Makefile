# make demo   installs the program into .venv and runs the main job on seeds/
# make test   installs into .venv what the tests need besides, and runs them
# make check  style, types, layers, then the tests
# make screenshots  the pictures of the workbench in docs/ anew (needs Chromium)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PROGRAM := $(VENV)/.program
TOOLS := $(VENV)/.tools
# Compiling a file when it is first used takes a third of the time of compiling all that is installed.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --constraint constraints.txt
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check lint screenshots clean

$(PROGRAM): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --editable .
	touch $@

$(TOOLS): $(PROGRAM)
	$(INSTALL) 'claim-provenance[dev]'
	-$(BIN)/python -W ignore -m compileall -q -j 0 $(VENV)/lib >$(VENV)/compiling.log  # warnings are errors in the tests
	touch $@

demo: $(PROGRAM)
	$(BIN)/provenance ingest seeds/
	$(BIN)/provenance claims
	$(BIN)/provenance corroboration
	$(BIN)/provenance conflicts
	$(BIN)/provenance report --format html -o report.html

test: $(TOOLS)
	$(BIN)/python -m pytest

lint: $(TOOLS)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

screenshots: $(TOOLS)
	PROVENANCE_SCREENSHOTS=1 $(BIN)/python -m pytest tests/test_browser.py -k fits

clean:
	rm -rf build dist $(VENV)
