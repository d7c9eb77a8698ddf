# make demo   installs into .venv and runs the main job on seeds/
# make test   installs into .venv and runs the tests
# make check  style, types, layers, then the tests
# make screenshots  the pictures of the workbench in docs/ anew (needs Chromium)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check lint screenshots clean

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

demo: $(VENV)/.installed
	$(BIN)/provenance ingest seeds/
	$(BIN)/provenance claims
	$(BIN)/provenance corroboration
	$(BIN)/provenance conflicts
	$(BIN)/provenance report --format html -o report.html

test: $(VENV)/.installed
	$(BIN)/python -m pytest

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

screenshots: $(VENV)/.installed
	PROVENANCE_SCREENSHOTS=1 $(BIN)/python -m pytest tests/test_browser.py -k fits

clean:
	rm -rf build dist $(VENV)
