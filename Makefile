# make demo: from a fresh machine with Python 3.11 or later to a built and verified model.
# make test: from a fresh machine to all checks and tests.
# Nothing outside this folder is changed. PYTHON=python3.12 chooses another interpreter.

PYTHON ?= python3
DEMO := .venv-demo
DEV := .venv
BENCH := .venv-bench
BIN := $(DEV)/bin
WORKERS ?= 2
GALLERY := specs/tweets/tweets.mlspec

.DEFAULT_GOAL := help
.PHONY: help demo setup test lint unit bench fuzz docs gallery catalogue dev-lock clean

help:
	@echo "make demo       install specc into $(DEMO), build and verify a gallery spec"
	@echo "make test       install the locked tools into $(DEV), then lint and all tests"
	@echo "make bench      measure speed, fill docs/speed.md"
	@echo "make fuzz       ten minutes of random input on parser, formatter and lock reader (FUZZ_SECONDS=600)"
	@echo "make docs       write docs/language.md and the outputs of all documented commands again"
	@echo "make gallery    build the gallery specs, write their locks again"
	@echo "make catalogue  write the tables of scikit-learn's estimators again"
	@echo "make clean      remove environments, builds and caches of this checkout"

# ---------------------------------------------------------------- a newcomer's way

$(DEMO)/ready: pyproject.toml $(shell find specc grammar -name '*.py' -o -name '*.json' -o -name '*.lark' 2>/dev/null)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "specc needs Python 3.11 or later; say make demo PYTHON=python3.11"; exit 3; }
	$(PYTHON) -m venv $(DEMO)
	$(DEMO)/bin/python -m pip install -qq --disable-pip-version-check .
	@touch $@

demo: $(DEMO)/ready
	$(DEMO)/bin/specc build $(GALLERY)
	$(DEMO)/bin/specc verify $(GALLERY)

# ---------------------------------------------------------------- development

# pip, and not uv, so that the machine's own pip settings (mirror, certificates) hold.
$(DEV)/ready: requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "specc needs Python 3.11 or later; say make test PYTHON=python3.11"; exit 3; }
	$(PYTHON) -m venv $(DEV)
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(DEV)/ready

test: lint unit

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

unit: setup
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder $(PYTEST_ARGS)

bench: setup
	$(BIN)/python benchmarks/run.py $(BENCH_ARGS)

fuzz: setup
	$(BIN)/python scripts/fuzz.py --seconds $(or $(FUZZ_SECONDS),600)

docs: setup
	$(BIN)/python scripts/language_reference.py
	$(BIN)/python scripts/pages.py --write

gallery: setup
	$(BIN)/python scripts/fetch_flights.py
	set -e; for name in digits diabetes tweets flights; do \
		$(BIN)/specc build --runner venv specs/$$name/$$name.mlspec; done

catalogue: setup
	$(BIN)/python scripts/make_catalogue.py

dev-lock: setup
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --group dev \
		--custom-compile-command "make dev-lock" pyproject.toml --output-file requirements-dev.lock

clean:
	rm -rf $(DEMO) $(DEV) $(BENCH) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find specs -name .specc -type d -prune -exec rm -rf {} +
	rm -rf .specc
