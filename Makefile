# make run: the main job on the shipped case.  make test: the whole suite.  Both need only Python 3.11+ and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
CASE   ?= changchun

.PHONY: run test check slow executors bench bench-full bench-check bench-pin growth province clean

run: $(VENV)/ready
	$(BIN)/houqin run $(CASE)

test: $(VENV)/ready-test
	$(BIN)/python -m pytest -m "not slow" -n 2 --dist loadfile

check: $(VENV)/ready-test
	$(BIN)/ruff check .
	$(BIN)/python tests/floors/static.py

slow: $(VENV)/ready-test
	$(BIN)/python -m pytest -m slow

# processes, a Dask cluster of two workers, workers lost in the middle, runs that are killed and go on
executors: $(VENV)/ready-test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dask]"
	$(BIN)/python -m pytest tests/solvers/test_executors.py -m "slow or not slow"

# ratios to benchmarks/out/ratios.json, times of every phase to phases.json (compare: pytest-benchmark compare FILE ...)
bench: $(VENV)/ready-bench
	$(BIN)/python benchmarks/run.py
	$(BIN)/python -m pytest benchmarks -rs --benchmark-json benchmarks/out/phases.json

bench-full: $(VENV)/ready-bench
	$(BIN)/python benchmarks/run.py --rounds 9
	$(BIN)/python -m pytest benchmarks -rs --full --benchmark-json benchmarks/out/phases.json

# how a generated province grows: time and memory by phase and size (docs/scale.md)
growth: $(VENV)/ready
	$(BIN)/python benchmarks/growth.py 20 200 1000 3000

# whole runs of a generated province of 3,000 compounds, first with nothing kept, then with what the first one kept (docs/scale.md)
province: $(VENV)/ready
	rm -rf runs/province
	$(BIN)/houqin init runs/province --template province --sites 3000
	for run in cold warm; do XDG_CACHE_HOME="$(CURDIR)/runs/province/cache" \
	  $(BIN)/houqin run runs/province/province.yaml --executor processes --out runs/province/$$run || exit; done

# judges the last run by benchmarks/gates.toml; on a busy or a strange machine: make bench-check CI=--ci
bench-check: benchmarks/out/ratios.json
	$(PYTHON) benchmarks/gates.py $(CI)

benchmarks/out/ratios.json:
	$(MAKE) bench

# after a change of cases or model that is meant: what each benchmark does is pinned anew
bench-pin: $(VENV)/ready-bench
	$(BIN)/python -m pytest benchmarks --full --pin

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
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[bench]"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[rivals]" || echo "some rivals are missing"
	touch $@

clean:
	rm -rf build dist runs *.egg-info $(VENV)
