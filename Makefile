# make run: the main job on the shipped case.  make test: the whole suite.  Both need only Python 3.11+ and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
CASE   ?= changchun

.PHONY: run test check slow bench clean

run: $(VENV)/ready
	$(BIN)/houqin run $(CASE)

test: $(VENV)/ready-test
	$(BIN)/python -m pytest -m "not slow" -n 2 --dist loadfile

check: $(VENV)/ready-test
	$(BIN)/ruff check .
	$(BIN)/python tests/floors/static.py

slow: $(VENV)/ready-test
	$(BIN)/python -m pytest -m slow

bench: $(VENV)/ready-bench
	$(BIN)/python benchmarks/run.py

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/ready: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/ready-test: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	touch $@ $(VENV)/ready

# rivals are for comparison only: one that cannot be installed here is reported as missing
$(VENV)/ready-bench: $(VENV)/ready-test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[bench]" || echo "some rivals are missing"
	touch $@

clean:
	rm -rf build dist runs *.egg-info $(VENV)
