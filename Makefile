# The front door: `make run` and `make test` work on a fresh Debian 12 machine. `make` alone lists everything.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

JOBS ?= $(shell nproc)
VENV := .venv
PY := $(VENV)/bin/python

# The interpreter is chosen here and said to everyone: what `python3` means differs from machine to machine, and CMake
# would make a choice of its own. Looked up when first used, because the bootstrap may have to install it.
PYTHON ?= $(shell for name in python3.11 python3 /usr/bin/python3; do \
    "$$name" -c 'import ensurepip, os, sys, sysconfig, venv; \
    headers = os.path.join(sysconfig.get_path("include"), "Python.h"); \
    sys.exit(1) if sys.version_info < (3, 11) or not os.path.exists(headers) else print(sys.executable)' \
    2>/dev/null && break; done)

# pip trusts whom the system trusts: behind a proxy with a certificate of its own, its built-in list would not do.
PIP_CERT ?= $(wildcard /etc/ssl/certs/ca-certificates.crt)
export PIP_CERT

# Addresses must not be randomised further than ThreadSanitizer can follow.
FIXED_ADDRESSES = $(shell setarch --addr-no-randomize true 2>/dev/null && echo setarch --addr-no-randomize)
PYTHON_OPTION = -D Python_EXECUTABLE=$(abspath $(PY))
CXX_FILES = find $(wildcard engine tests bench python) -name '*.hpp' -o -name '*.cpp'
COMPILED_FILES = $(PY) -c 'import json, os; \
    [print(os.path.relpath(e["file"])) for e in json.load(open("build/debug/compile_commands.json"))]'
CHECK_SINCE ?= $(shell git merge-base HEAD origin/main 2>/dev/null || echo HEAD)

.PHONY: help
help: ## list the targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Set-up and build ---------------------------------------------------------------------------------------------------

.PHONY: bootstrap cli build
bootstrap: ## install the system packages that are missing (tools/bootstrap.sh lists them)
	@bash tools/bootstrap.sh

cli: bootstrap ## build the program alone, without Python: build/corredor
	@cmake --preset release >/dev/null
	@cmake --build --preset release --target corredor --parallel $(JOBS)

build: cli $(VENV)/.package ## build the program and the Python package: build/corredor, .venv/

$(PY): | bootstrap
	@test -n "$(PYTHON)" || { echo "make: no Python >= 3.11 with venv and headers found; name one: make PYTHON=..." >&2; exit 1; }
	"$(PYTHON)" -m venv --clear $(VENV)

$(VENV)/.locked: requirements/lock.txt | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/lock.txt
	@touch $@

# The module is built in build/ too, so that the engine is compiled once.
PACKAGE_SETTINGS = --config-settings=build-dir=build --config-settings=cmake.define.CORREDOR_FATAL_WARNINGS=ON
$(VENV)/.package: $(VENV)/.locked pyproject.toml CMakeLists.txt \
        $(shell find engine python scenarios viewer -type f -not -path '*/__pycache__/*' -not -path '*/node_modules/*' 2>/dev/null) | cli
	CMAKE_BUILD_PARALLEL_LEVEL=$(JOBS) $(PY) -m pip install --quiet --disable-pip-version-check --no-deps \
	    --no-build-isolation --force-reinstall $(PACKAGE_SETTINGS) .
	@touch $@

# The wheel is made of what build/ holds; then the libraries of this machine are put inside.
build/wheel/.made: $(VENV)/.package tools/wheel.py
	@rm -rf build/wheel && mkdir -p build/wheel/plain
	CMAKE_BUILD_PARALLEL_LEVEL=$(JOBS) $(PY) -m pip wheel --quiet --disable-pip-version-check --no-deps \
	    --no-build-isolation $(PACKAGE_SETTINGS) --wheel-dir build/wheel/plain .
	$(PY) tools/wheel.py build/wheel/plain/*.whl --into build/wheel
	@touch $@

.PHONY: wheel
wheel: build build/wheel/.made ## make a wheel that carries its libraries, for machines without them: build/wheel/

# Use ----------------------------------------------------------------------------------------------------------------

.PHONY: run docs pages bench calibrate
run: cli ## set up, build, run the baseline at one agent per ten people, show its headline table, write its report
	@mkdir -p runs
	build/corredor run baseline --persons-per-agent 10 -o runs/baseline.h5 --force
	build/corredor summary runs/baseline.h5
	build/corredor summary --targets runs/baseline.h5
	build/corredor report runs/baseline.h5 -o runs/baseline.html --force

SITE ?= build/site
docs: $(VENV)/.locked ## build the documentation site: build/site/index.html, to be opened from disk
	@# Not --quiet: that hides warnings from --strict too.
	@NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --strict --site-dir $(abspath $(SITE))

TUTORIALS = docs/tutorials/analysts.md docs/tutorials/researchers.md $(wildcard docs/howto/*.md)
pages: build ## renew what pages of docs/ show of the program: reference pages, output in tutorials
	$(PY) tools/reference_pages.py build/corredor
	$(PY) tools/tutorials.py --renew --program build/corredor $(TUTORIALS)
	$(PY) tools/tutorials.py --copy-blocks docs/tutorials/analysts.md docs/es/tutorial.md

bench: build ## measure speed
	@cmake --preset release -D CORREDOR_BENCH=ON $(PYTHON_OPTION) >/dev/null
	@cmake --build --preset release --parallel $(JOBS)
	$(PY) bench/run.py

calibrate: build ## fit the uncertain parameters to the observed series
	$(PY) tools/calibrate.py

# Tests --------------------------------------------------------------------------------------------------------------

.PHONY: test build-tests test-cpp test-python test-oldest test-wheel test-slurm test-viewer test-asan test-fuzz fuzz asan tsan
test: ## set up, build, run every test, and the faster ones again under sanitizers
	@start=$$SECONDS; \
	if $(MAKE) test-cpp test-python test-oldest test-wheel test-viewer test-asan test-fuzz; then \
	    echo "All tests passed in $$(( (SECONDS - start) / 60 )) min $$(( (SECONDS - start) % 60 )) s."; \
	else \
	    echo "TESTS FAILED: the first failure is above."; exit 1; \
	fi

build-tests: build
	@cmake --preset release -D CORREDOR_TESTS=ON $(PYTHON_OPTION) >/dev/null
	@cmake --build --preset release --parallel $(JOBS)

test-cpp: build-tests ## C++ tests and the order of the layers
	ctest --preset release --parallel $(JOBS)

# Many of them wait for one thread of Python; no more than a few, since runs take all processors by themselves.
IN_PARALLEL = --numprocesses $(JOBS) --maxprocesses 4 --dist worksteal
test-python: build-tests ## tests of the Python package and of what the program writes
	$(PY) -m pytest --quiet $(IN_PARALLEL) --cov=corredor --cov-report=term-missing:skip-covered --cov-fail-under=95 --durations=12 tests/python

build/oldest/.installed: requirements/oldest.txt | $(PY)
	$(PY) -m venv --clear build/oldest
	build/oldest/bin/python -m pip install --quiet --disable-pip-version-check -r requirements/oldest.txt
	@touch $@

# What such old libraries deprecate of each other is not ours.
test-oldest: build build/oldest/.installed ## tests of results and figures with the oldest versions that pyproject.toml admits
	cp -r $(VENV)/lib/python3*/site-packages/corredor build/oldest/lib/python3*/site-packages/
	build/oldest/bin/python -m pytest --quiet $(IN_PARALLEL) -W default::DeprecationWarning \
	    tests/python/test_{cases,dates,package,result,result_format,scenario,simulation,compare,plotting,validating}.py

# Other packages are those of the lock file; hashes would ask for one of the wheel, too, and constraints have no extras.
build/wheel/environment/.installed: build/wheel/.made requirements/lock.txt
	@$(PY) -m venv --clear build/wheel/environment
	@sed -e 's/ *\\$$//' -e '/--hash/d' -e 's/\[.*\]//' requirements/lock.txt > build/wheel/constraints.txt
	build/wheel/environment/bin/python -m pip install --quiet --disable-pip-version-check \
	    --constraint build/wheel/constraints.txt build/wheel/*.whl
	@touch $@

test-wheel: wheel build/wheel/environment/.installed ## the wheel in an environment of its own, without the system's libraries
	$(PY) -m pytest --quiet tests/wheel

test-slurm: build-tests ## sweeps as job arrays of a Slurm that the test starts; needs root and slurmctld slurmd slurm-client munge
	CORREDOR_TEST_SLURM=1 $(PY) -m pytest --quiet tests/python/test_slurm.py

test-viewer: build-tests ## reports in a browser, as readers open them
	@$(PY) tests/viewer_reports.py build/corredor build/write_report_samples build/reports
	cd viewer && CORREDOR_REPORTS=$(abspath build/reports) node --test test/colours.test.mjs test/numbers.test.mjs test/report.test.mjs

# One build by clang serves the tests under sanitizers and the fuzzers.
build_asan = @cmake --preset asan $(PYTHON_OPTION) -D CORREDOR_TESTS_OF="$(1)" >/dev/null && \
	cmake --build --preset asan --parallel $(JOBS) --target corredor_tests $(FUZZERS:%=fuzz_%)
FUZZERS = scenario csv checkpoint result

# What reads files, keeps rows and runs worlds, a quarter of the random ones, and nothing that takes minutes by itself;
# `make asan` builds and runs all tests. Half of the time would go to compiling the others.
EXPOSED = base;world;model;interventions;scenario;output;simulation;properties;regression
test-asan: $(PY) ## the more exposed tests, properties and frozen runs under AddressSanitizer and UndefinedBehaviorSanitizer
	$(call build_asan,$(EXPOSED))
	ctest --preset asan --parallel $(JOBS) --label-exclude 'statistical|layers' \
	    --exclude-regex 'RandomScenarioProperty.*/[2-7]|[cC]oarse_?[cC]orridor|TwinAgreement|SingleMechanism.Causes|ChangesEveryDay'

FUZZ_SECONDS ?= 900
# What is found beyond the small corpus of the repository is kept in build/, crashes in tests/fuzz/crashes/.
# Names of new functions are not looked up: it takes longer than the fuzzing.
run_fuzzers = @mkdir -p tests/fuzz/crashes; for target in $(FUZZERS); do mkdir -p build/asan/found/$$target; \
	echo "fuzz_$$target for $(1) s"; nice build/asan/fuzz_$$target -max_total_time=$(1) -timeout=20 -rss_limit_mb=2048 \
	    -artifact_prefix=tests/fuzz/crashes/$${target}_ -print_funcs=0 -print_final_stats=0 -verbosity=0 $(2) \
	    build/asan/found/$$target tests/fuzz/corpus/$$target || exit 1; done

test-fuzz: $(PY) ## the fuzzers for some seconds each, and on everything that crashed once
	$(call build_asan,$(EXPOSED))
	$(call run_fuzzers,5,-close_fd_mask=3)

fuzz: $(PY) ## the fuzzers for FUZZ_SECONDS each (900)
	$(call build_asan,$(EXPOSED))
	$(call run_fuzzers,$(FUZZ_SECONDS),)

asan: $(PY) ## the whole suite under AddressSanitizer and UndefinedBehaviorSanitizer
	$(call build_asan,)
	ctest --preset asan --parallel $(JOBS) --label-exclude layers

tsan: $(PY) ## the whole suite under ThreadSanitizer
	@cmake --preset tsan $(PYTHON_OPTION) >/dev/null
	@$(FIXED_ADDRESSES) cmake --build --preset tsan --parallel $(JOBS)
	$(FIXED_ADDRESSES) ctest --preset tsan --parallel $(JOBS)

# Care ---------------------------------------------------------------------------------------------------------------

.PHONY: check format lock clean
check: $(VENV)/.locked ## formatting, clang-tidy on what changed since CHECK_SINCE, ruff, mypy
	@$(CXX_FILES) | xargs --no-run-if-empty clang-format --dry-run -Werror
	@cmake --preset debug $(PYTHON_OPTION) >/dev/null  # it lists the sources one by one
	@{ git diff --name-only --diff-filter=d $(CHECK_SINCE) -- '*.cpp'; git ls-files --others --exclude-standard '*.cpp'; } \
	    | sort --unique | { grep -F -x -f <($(COMPILED_FILES)) || true; } \
	    | xargs --no-run-if-empty --max-args=1 --max-procs=$(JOBS) clang-tidy -p build/debug --quiet \
	        --warnings-as-errors='*' --extra-arg=-Wno-unknown-warning-option 2>&1 \
	    | sed '/^[0-9]* warnings* .*generated\.$$/d'
	@$(PY) -m ruff check --quiet . && $(PY) -m ruff format --check --quiet .
	@$(PY) -m mypy
	@echo "Formatting and lint are clean."

format: $(VENV)/.locked ## lay out C++ and Python as the project does
	@$(CXX_FILES) | xargs --no-run-if-empty clang-format -i
	@$(PY) -m ruff check --quiet --fix . ; $(PY) -m ruff format --quiet .

lock: bootstrap ## renew requirements/lock.txt from requirements/lock.in
	@tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT; \
	"$(PYTHON)" -m venv "$$tmp" && "$$tmp/bin/pip" install --quiet --disable-pip-version-check pip-tools && \
	env -u PIP_FIND_LINKS CUSTOM_COMPILE_COMMAND="make lock" "$$tmp/bin/pip-compile" --quiet --upgrade \
	    --generate-hashes --no-strip-extras --no-annotate --no-emit-index-url --no-emit-find-links \
	    --no-emit-trusted-host --output-file requirements/lock.txt requirements/lock.in

clean: ## remove what was built; results in runs/ stay
	rm -rf build $(VENV)
