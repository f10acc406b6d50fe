# Everything runs from .venv, made here with the exact versions of constraints.txt and made anew when they change.
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# The whole suite runs side by side on every core; what is named in ARGS runs in one process, which starts sooner.
JOBS ?= $(if $(ARGS),0,auto)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test check bench clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/ready ## run a whole round on this machine; its documents land in circulate-demo/
	@$(BIN)/circulate demo $(ARGS)

test: $(VENV)/ready ## run the tests; ARGS="tests/rules -x" narrows them
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(VENV)/ready ## lint, formatting, types, and who may import whom
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(VENV)/ready ## run every benchmark, each against its peer; ARGS="wire" runs one
	@$(BIN)/python -m benchmarks $(ARGS)

clean: ## remove .venv, caches and circulate-demo/
	@rm -rf $(VENV) build dist circulate-demo .hypothesis .mypy_cache .ruff_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A .venv that a moved or removed Python left behind is made anew; a whole one only gets what changed.
$(VENV)/ready: pyproject.toml constraints.txt
	@fit='import sys; sys.exit(sys.version_info < (3, 11))'; \
	if ! { $(BIN)/python -c "$$fit" && $(BIN)/python -m pip --version; } >/dev/null 2>&1; then \
		why="Circulate needs Python 3.11 or newer; install one (Debian: apt-get install python3 python3-venv)."; \
		python=; \
		for found in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
			"$$found" -c "$$fit" >/dev/null 2>&1 || continue; \
			if "$$found" -c 'import ensurepip, venv' >/dev/null 2>&1; then python=$$found; break; fi; \
			why="$$found cannot make a virtual environment; on Debian: apt-get install python3-venv."; \
		done; \
		test -n "$$python" || { echo "$$why" >&2; exit 1; }; \
		echo "Making $(VENV) with $$("$$python" --version); the first time takes a few minutes."; \
		"$$python" -m venv --clear $(VENV); \
	fi
	@$(BIN)/python -m pip install -qq -c constraints.txt -e '.[dev]'
	@touch $@
