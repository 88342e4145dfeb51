# make run: the console on an embedded real OVN.  make test: everything that must stay true.
# Both do all of their own set-up, and none of it twice.
.DELETE_ON_ERROR:
SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
PYTHON ?= $(shell tools/find-python)
WORKERS ?= auto

.PHONY: run test setup setup-test setup-bench lint unit snapshots fuzz bench soak lab-up lab-down lab-test lab-faults lock wheel clean

run: setup
	@$(VENV)/bin/ovntui sandbox

test: setup-test lint
	$(VENV)/bin/pytest -n $(WORKERS) --dist loadfile -m "not faults"

setup: $(VENV)/run.stamp
	@tools/system-packages
	@! pkg-config --exists libvirt 2>/dev/null || $(MAKE) --no-print-directory $(VENV)/hosts.stamp || \
	  echo "libvirt-python could not be built: the sandbox's hosts will have no VMs"

setup-test: $(VENV)/test.stamp
	@tools/system-packages tests
	@if pkg-config --exists libvirt 2>/dev/null; then $(MAKE) --no-print-directory $(VENV)/hosts.stamp; else \
	  echo "libvirt-python is left out: libvirt's headers (libvirt-dev) are not here"; fi

$(VENV)/run.stamp: requirements/run.txt requirements/build.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "ovntui needs Python 3.11 or newer" >&2; exit 2; }
	@echo "making $(VENV) with $(PYTHON)"
	@test -x $(PY) || "$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is missing: install the package python3-venv" >&2; exit 2; }
	@$(PIP) install --require-hashes --only-binary :all: -r requirements/build.txt
	@$(PIP) install --require-hashes --only-binary :all: --no-binary ovs --no-build-isolation -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp requirements/test.txt
	@$(PIP) install --require-hashes --only-binary :all: -r requirements/test.txt
	@touch $@

# libvirt-python comes as source; the console does without it where it cannot be built
$(VENV)/hosts.stamp: $(VENV)/run.stamp requirements/hosts.txt
	@$(PIP) install --require-hashes --no-binary libvirt-python --no-build-isolation -r requirements/hosts.txt
	@touch $@

lint: setup-test
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

# the screens, drawn anew: look at each of them before committing it
snapshots: setup-test
	$(VENV)/bin/pytest tests/console -n $(WORKERS) --dist loadfile --snapshot-update

# hosts in namespaces, as root: a lab with the blog's cloud that stays until lab-down. For more of what can be
# done with it: $(PY) -m tests.lab --help
lab-up: setup-test
	@$(PY) -m tests.lab blog

lab-down: setup-test
	@$(PY) -m tests.lab down

lab-test: setup-test
	$(VENV)/bin/pytest tests/lab -n 1 --dist loadfile

# the long series of faults on the lab's hosts: so many cases of each, of which the first has the number FIRST,
# and what is left to chance comes from SEED. Fifty take some twenty minutes
RUNS ?= 50
FIRST ?= 0
SEED ?= 1
lab-faults: setup-test
	RUNS=$(RUNS) FIRST=$(FIRST) SEED=$(SEED) $(VENV)/bin/pytest -s tests/lab/test_uplink_series.py tests/lab/test_vm_series.py

# every figure of docs/performance.md, measured anew in a quiet moment; it takes some forty minutes
SIZES ?= S,M,L,XL
bench: setup-bench
	$(PY) -m bench --sizes $(SIZES) --write docs/performance.md

# the properties, tried with many more examples: chance looks for old mistakes
fuzz: setup-test
	$(VENV)/bin/pytest -n $(WORKERS) -m hypothesis --hypothesis-profile thorough

# people come to a server, work and go for so many minutes; then it must hold no more than before
MINUTES ?= 10
soak: setup-bench
	$(PY) -m bench.soak --minutes $(MINUTES)

setup-bench: $(VENV)/bench.stamp
	@tools/system-packages tests

$(VENV)/bench.stamp: $(VENV)/run.stamp requirements/bench.txt requirements/bench-build.txt
	@$(PIP) install --require-hashes --only-binary :all: -r requirements/bench-build.txt
	@$(PIP) install --require-hashes --only-binary :all: --no-binary ovs --no-build-isolation -r requirements/bench.txt
	@touch $@

LOCK := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
lock: setup-test
	$(LOCK) pyproject.toml -o requirements/run.txt
	$(LOCK) -c requirements/run.txt requirements/build.in -o requirements/build.txt
	$(LOCK) -c requirements/run.txt -c requirements/build.txt requirements/test.in -o requirements/test.txt
	$(LOCK) requirements/hosts.in -o requirements/hosts.txt
	$(LOCK) requirements/bench-build.in -o requirements/bench-build.txt
	$(LOCK) -c requirements/run.txt -c requirements/build.txt -c requirements/test.txt requirements/bench.in -o requirements/bench.txt

wheel: setup
	$(VENV)/bin/hatchling build

clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
