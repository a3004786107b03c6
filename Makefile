# make quickstart   install, then watch the whole job: data, training, scores, report (two CPU cores, 6 to 9 minutes)
# make test         the gate: lint, types, layers, tests, doctests, documentation, examples
# make package      wheel and sdist into dist/, and a newcomer's tasks with the wheel alone in an environment of its own
# make reproduce    public predictions scored anew, line by line beside what was printed of them (rehearsal: the training chain in small)
# make fuzz         look for inputs that break the LaTeX core and the tree formats (SECONDS=60)
# make stress       try to break everything: killed processes, full disks, odd files (SECONDS=600 SEED=0); then docs/stress.md
# make audit        licences and known vulnerabilities of all packages (exit code 3: the data could not be reached)
# make lint | docs | examples | bench | clean
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
JOBS   ?= 2
SECONDS ?= 60
SEED ?= 0
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_CONSTRAINT = constraints.txt

.PHONY: quickstart test lint unit docs zensical examples package bench reproduce rehearsal fuzz stress audit audit-table lock clean
.DEFAULT_GOAL := test

quickstart: $(VENV)/.installed
	$(BIN)/python examples/quickstart.py

# The tests build the pages and run the examples too, each once.
test: lint unit

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/bandit -q -c pyproject.toml -r src audit benchmarks examples fuzz pictures reproduce stress

unit: $(VENV)/.installed-dev
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(JOBS) --dist loadfile --doctest-modules src tests docs README.md

# The pages, into site/: by MkDocs, or the same ones by Zensical. The picture is of real ink, and in no commit. Without --quiet,
# which drops the warnings that --strict counts.
docs: $(VENV)/.installed-dev
	$(BIN)/python examples/real_beside_synthetic.py docs/made/real_beside_synthetic.png
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

zensical: $(VENV)/.installed-dev
	$(BIN)/python examples/real_beside_synthetic.py docs/made/real_beside_synthetic.png
	$(BIN)/zensical build --strict --clean

# They run within `unit` too: each once, and what it prints is held against its docstring.
examples: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -q tests/test_examples.py

# PYTHON and PIP_CONSTRAINT choose the interpreter and the versions: make package PYTHON=python3.13 PIP_CONSTRAINT=
package: $(VENV)/.installed-dev
	rm -rf dist $(VENV)-package
	$(BIN)/python -m build --no-isolation
	$(PYTHON) -m venv $(VENV)-package
	$(VENV)-package/bin/python -m pip install --quiet "$$(ls dist/*.whl)[report,server]" pytest pytest-timeout
	$(VENV)-package/bin/python -m pytest -q --noconftest -o addopts=--import-mode=importlib -o filterwarnings=default tests/newcomer

# Beside what people use today, which lives in environments of its own.
bench: $(VENV)/.installed-dev $(VENV)-peers/.installed $(VENV)-peers-llamafactory/.installed
	$(BIN)/python -m benchmarks $(SUITES)

$(VENV)-peers/.installed: benchmarks/peers/requirements.txt constraints.txt
	test -x $(VENV)-peers/bin/python || $(PYTHON) -m venv $(VENV)-peers
	$(VENV)-peers/bin/python -m pip install --quiet --requirement benchmarks/peers/requirements.txt
	touch $@

# Versions of its own, so without our constraints; the package without what it asks for and its collator does not need.
$(VENV)-peers-llamafactory/.installed: benchmarks/peers/requirements-llamafactory.txt
	test -x $(VENV)-peers-llamafactory/bin/python || $(PYTHON) -m venv $(VENV)-peers-llamafactory
	PIP_CONSTRAINT= $(VENV)-peers-llamafactory/bin/python -m pip install --quiet --requirement $<
	PIP_CONSTRAINT= $(VENV)-peers-llamafactory/bin/python -m pip install --quiet --no-deps llamafactory==0.9.5
	touch $@

# Needs ../shared/data; exit code 1 if a figure is not the one expected.
reproduce: $(VENV)/.installed-dev
	OMP_NUM_THREADS=1 $(BIN)/python -m reproduce --output runs/reproduce

# The commands of docs/reproduce.md that need GPUs, with a tiny random model on a CPU (about 2 minutes).
rehearsal: $(VENV)/.installed-dev
	OMP_NUM_THREADS=1 $(BIN)/python -m reproduce.rehearse

# atheris has wheels for Linux; where it does not install, hypothesis makes the inputs.
fuzz: $(VENV)/.installed-dev
	$(BIN)/python -c 'import atheris' 2>/dev/null || $(BIN)/python -m pip install --quiet --editable '.[fuzz]' || true
	$(BIN)/python fuzz/run.py --seconds $(SECONDS)

# Ten minutes unless SECONDS says otherwise; the same SEED makes the same draws.
stress: SECONDS = 600
stress: $(VENV)/.installed-dev
	$(BIN)/python -m stress --seconds $(SECONDS) --seed $(SEED)

# pip-audit is asked for by name here: the gate has no use for it.
audit: $(VENV)/.installed-dev
	$(BIN)/python -c 'import pip_audit' 2>/dev/null || $(BIN)/python -m pip install --quiet --editable '.[audit]' || true
	$(BIN)/python audit/run.py

audit-table: $(VENV)/.installed-dev
	$(BIN)/python audit/run.py --write

# What running needs; the development tools come on top of it.
$(VENV)/.installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[report]'
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

lock: $(VENV)/.installed-dev
	(head -2 constraints.txt; $(BIN)/python -m pip freeze --exclude-editable | sed 's/+cpu//') > constraints.new
	mv constraints.new constraints.txt

clean:
	rm -rf $(VENV) $(VENV)-package runs site docs/made dist build .cache .*_cache .hypothesis
