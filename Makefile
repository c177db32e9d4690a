# Two commands matter: `make lab` to learn, `make test` to change things. `make` alone lists the rest.
# Extra arguments: make lab ARGS="--no-browser --port 9999"

# The newest of these that runs, is supported and can make environments. Each is tried, not only looked up: a version
# manager leaves commands on the path that fail when called.
SUPPORTED = import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON   ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
              $$p -c '$(SUPPORTED)' >/dev/null 2>&1 && { echo $$p; break; }; done)

# Colab's Python; a version manager's own folder is looked into as well.
IS_313   = import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 13))
PYTHON313 ?= $(shell for p in python3.13 python3 $(wildcard $(HOME)/.pyenv/versions/3.13*/bin/python); do \
               $$p -c '$(IS_313)' >/dev/null 2>&1 && { echo $$p; break; }; done)

PY      = .venv/bin/python
UV      = $(shell command -v uv 2>/dev/null)
PIP     = $(PY) -m pip install -q
# $(call install,WHAT): with uv where there is one, which takes seconds; it does not know every setting of pip (an index
# of one's own), so pip goes on where it gives up.
install = $(if $(UV),$(UV) pip install -q --python $(PY) $(1) 2>/dev/null ||) $(PIP) $(1)
LONGEST = 07 06 08 03 04 05a 02  # they begin, longest first, so that no worker is left alone with one of them at the end
FIRST   = $(foreach number,$(LONGEST),$(wildcard notebooks/$(number)_*.ipynb))
LESSONS = $(FIRST) $(filter-out $(FIRST),$(wildcard notebooks/*.ipynb))
TIMED   = $(wildcard notebooks/10_*.ipynb notebooks/10x_*.ipynb)  # their claims are about time: nothing runs beside them
REAL    = $(wildcard notebooks/07_*.ipynb)  # run once more, with pairs where it looks for real ones
NBVAL   = -m pytest -p tests.sockets --nbval-lax --nbval-current-env --nbval-cell-timeout=900
SHARED  = -n 2 --dist loadfile --no-loadscope-reorder  # in the order given, not by the number of tests
COLAB   = PYTHONPATH="$(CURDIR)" .venv-colab/bin/python
ROOT_OK = $(if $(filter 0,$(shell id -u)),--allow-root)  # Jupyter asks for it in containers

.PHONY: help lab test test-all check draws test-class fuzz test-colab notebooks experiments figures trained bench book release grade feedback similar preflight student-branch links lint format lock clean

help:            ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14

lab: .venv/.lab  ## open the lessons in JupyterLab (the first call makes .venv)
	$(PY) -m jupyterlab $(ROOT_OK) $(ARGS) notebooks

test: lint .venv-grading/.done  ## what a change must pass: lint, types, unit and property tests, every lesson
	$(PY) -m pytest $(SHARED) tests
	COURSE_STRICT=1 COURSE_CACHE=off $(PY) $(NBVAL) $(SHARED) $(filter-out $(TIMED),$(LESSONS))
	COURSE_STRICT=1 COURSE_CACHE=off $(PY) $(NBVAL) $(TIMED)
	$(PY) tests/pairs_file.py .cache/pairs
	COURSE_DATA="$(CURDIR)/.cache/pairs" COURSE_SCALE=quick COURSE_CACHE=off $(PY) $(NBVAL) $(REAL)

test-all: lint .venv-grading/.done  ## the unit and property tests with nothing left out: every law on every row, a hundred draws
	COURSE_TESTS=all DRAWS=100 $(PY) -m pytest $(SHARED) tests

check: lint      ## while working: lint, types, the tests of what differs from main (BASE=commit for another)
	COURSE_TESTS=all $(PY) -m pytest -q $(SHARED) $$(PYTHONPATH="$(CURDIR)" $(PY) tests/changed.py $(BASE))

draws: .venv/.test   ## every exercise's answers on a hundred draws: no verdict may depend on luck
	DRAWS=100 $(PY) -m pytest -n 2 tests/lessons/checking/test_draws.py

lint: .venv/.test    ## format, lint and types, changing nothing
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy

format: .venv/.test  ## put the code in the house's format
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

test-colab: .venv-colab/.test  ## the library's tests and every lesson, on Colab's versions (Python 3.13)
	$(COLAB) -m pytest $(SHARED) tests
	COURSE_STRICT=1 COURSE_CACHE=off $(COLAB) $(NBVAL) $(SHARED) $(filter-out $(TIMED),$(LESSONS))
	COURSE_STRICT=1 COURSE_CACHE=off $(COLAB) $(NBVAL) $(TIMED)

test-class: .venv/.test  ## a class of sixty hands in a problem set and is graded, whatever they do (PS=ps1)
	PYTHONPATH="$(CURDIR):$(CURDIR)/tests" $(PY) tests/class_of_sixty.py $(PS)

fuzz: .venv/.test        ## 750 damaged files, and wrong arguments of every public function: each is refused by its name
	COURSE_FUZZ=150 $(PY) -m pytest -q tests/test_damaged_files.py tests/test_configs.py tests/test_arguments.py

notebooks: .venv/.test   ## run the lessons again and keep their output (ARGS="03 --cold")
	$(PY) -m course_lib.lessons.maintenance.execute $(ARGS)

experiments: .venv/.lab  ## record the experiments into notebooks/results
	$(PY) -m course_lib.lessons $(ARGS)

figures: .venv/.lab      ## draw the picture of all models again
	$(PY) -m course_lib.lessons.maintenance.figures $(ARGS)

trained: .venv/.lab      ## train the models of README's picture and of the site's playground again (ten minutes)
	$(PY) -m course_lib.lessons.maintenance.typed
	$(PY) -m course_lib.lessons.maintenance.try_it

bench: .venv-bench/.done ## time the library beside PyTorch and naive JAX (ARGS="training" for one part)
	PYTHONPATH="$(CURDIR):$(CURDIR)/tests" .venv-bench/bin/python -m bench $(ARGS)

book: .venv-book/.done   ## make the web site of lessons, problem sets and library, in build/book
	.venv-book/bin/python -m course_lib.lessons.maintenance.book $(ARGS)

release: .venv-grading/.done  ## make a problem set's notebook for students from its source (PS=ps1)
	.venv-grading/bin/python -m course_lib.lessons.coursework.grading.classbook release $(PS)

grade: .venv/.lab .venv-grading/.done  ## run and grade a class's notebooks (PS=ps1 FROM=folder-or-zip)
	$(PY) -m course_lib.lessons.coursework grade $(PS) --from "$(FROM)" $(ARGS)
	.venv-grading/bin/python -m course_lib.lessons.coursework.grading.classbook grade $(PS)

feedback: .venv-grading/.done  ## make each student's page with points, comments and advice (PS=ps1)
	.venv-grading/bin/python -m course_lib.lessons.coursework.grading.classbook feedback $(PS)

similar: .venv-grading/.done   ## pairs of graded submissions that share unusual code (PS=ps1)
	.venv-grading/bin/python -m course_lib.lessons.coursework.grading.similar $(PS)

preflight: .venv/.lab    ## is a notebook fit to hand in? (FILE=notebooks/assignments/ps1.ipynb)
	$(PY) -m course_lib.lessons.coursework preflight "$(FILE)" $(ARGS)

student-branch: .venv/.lab  ## make the branch that students get: no solution, no hidden test
	$(PY) -m course_lib.lessons.coursework student-branch

links: .venv/.lab        ## write the address in pyproject.toml into README and lessons
	$(PY) -m course_lib.lessons.maintenance.links $(ARGS)

lock: .venv/.test        ## make constraints.txt anew, valid on Python 3.11 to 3.13
	$(PIP) "uv>=0.9"
	{ sed '/^[^#]/,$$d' constraints.txt; $(PY) -m uv pip compile -q --universal --python-version 3.11 \
	  --fork-strategy fewest --no-header --no-annotate requirements-dev.txt; } > .venv/lock && mv .venv/lock constraints.txt

clean:           ## remove the environments and all that can be made again
	rm -rf .venv .venv-bench .venv-book .venv-colab .venv-grading .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis \
	  build *.egg-info
	find . -name __pycache__ -o -name .ipynb_checkpoints | xargs rm -rf

# The stamps: an environment is changed only when what it is made from changed.
.venv/.lab: requirements.txt pyproject.toml
	@$(PY) -m pip --version >/dev/null 2>&1 || { \
	  "$(PYTHON)" -c '$(SUPPORTED)' 2>/dev/null || { echo "No Python 3.11, 3.12 or 3.13 with venv found: install one, or say make $(MAKECMDGOALS) PYTHON=/path/to/python"; exit 1; }; \
	  echo "Making .venv with $(PYTHON) (once; this takes a few minutes)"; $(PYTHON) -m venv --clear .venv; }
	@echo "Installing what the course needs$(if $(UV), with uv)"
	@$(call install,-r requirements.txt)
	@$(call install,--no-deps -e .)
	@touch $@

.venv/.test: requirements-dev.txt .venv/.lab
	@$(call install,-r requirements-dev.txt)
	@touch $@

.venv-colab/.test: tests/colab-requirements.txt tests/colab-constraints.txt
	@"$(PYTHON313)" -c '$(IS_313)' 2>/dev/null || { echo "test-colab needs Python 3.13 with venv, as on Colab: install it, or say make test-colab PYTHON313=/path/to/python3.13"; exit 1; }
	$(PYTHON313) -m venv --clear .venv-colab
	.venv-colab/bin/python -m pip install -q -c tests/colab-constraints.txt -r tests/colab-requirements.txt
	@touch $@

.venv-bench/.done: tests/bench/requirements.txt requirements.txt
	@"$(PYTHON)" -c '$(SUPPORTED)' 2>/dev/null || { echo "No Python 3.11, 3.12 or 3.13 with venv found: install one, or say make bench PYTHON=/path/to/python"; exit 1; }
	@echo "Making .venv-bench with $(PYTHON) (once; PyTorch is large)"
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install -q -r tests/bench/requirements.txt
	@touch $@

GRADER = course_lib/lessons/coursework/grading/requirements.txt
.venv-grading/.done: $(GRADER)
	@"$(PYTHON)" -c '$(SUPPORTED)' 2>/dev/null || { echo "No Python 3.11, 3.12 or 3.13 with venv found: install one, or say make $(MAKECMDGOALS) PYTHON=/path/to/python"; exit 1; }
	@echo "Making .venv-grading with $(PYTHON) (once)"
	$(PYTHON) -m venv --clear .venv-grading
	.venv-grading/bin/python -m pip install -q -r $(GRADER)
	@touch $@

BOOK = course_lib/lessons/maintenance/book/requirements.txt
.venv-book/.done: $(BOOK) requirements.txt pyproject.toml
	@"$(PYTHON)" -c '$(SUPPORTED)' 2>/dev/null || { echo "No Python 3.11, 3.12 or 3.13 with venv found: install one, or say make book PYTHON=/path/to/python"; exit 1; }
	@echo "Making .venv-book with $(PYTHON) (once)"
	$(PYTHON) -m venv --clear .venv-book
	.venv-book/bin/python -m pip install -q -r $(BOOK)
	.venv-book/bin/python -m pip install -q --no-deps -e .
	@touch $@
