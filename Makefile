# make repro   the whole study, recorded in MLflow      make test   all tests
# make help    everything else

.DEFAULT_GOAL := help
UV_VERSION := 0.13.9
UV := .tools/bin/uv
RUN := $(UV) run --frozen
PYTHON ?= python3.11

export MLFLOW_DISABLE_TELEMETRY = true
export DO_NOT_TRACK = true
# Threads that wait must not spin: two networks on the same cores would slow each other tenfold.
export OMP_WAIT_POLICY = passive

.PHONY: help setup repro review test real lint format bench docs ui

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14

$(UV):
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.ready: $(UV) pyproject.toml uv.lock
	$(UV) sync --frozen
	@touch $@

setup: .venv/.ready  ## tools and packages, as locked

repro: setup  ## run what changed, mirror it to MLflow, say what came out
	$(RUN) sonogenomics repro

review: setup  ## a local page: accept, redraw or reject each mask
	$(RUN) sonogenomics review

test: setup  ## all tests on both cores (real files too, where a mirror is present)
	$(RUN) pytest -n auto --dist loadgroup

real: setup  ## the real studies her2-scanb and bus-bra, end to end (needs SONOGENOMICS_MIRROR)
	$(RUN) pytest -m realrun -rP tests/smoke

lint: setup  ## ruff and mypy
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy

format: setup  ## put the code in order
	$(RUN) ruff check --fix .
	$(RUN) ruff format .

bench: setup  ## speed beside the usual way, as ratios
	$(RUN) python -m benchmarks

docs: setup  ## the documentation site in docs/_build/html, every warning an error
	$(RUN) sphinx-build -b html -W --keep-going -j auto docs docs/_build/html -d docs/_build/doctrees

ui: setup  ## MLflow's pages on this project's runs
	$(RUN) sonogenomics ui
