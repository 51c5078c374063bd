# Every task of this project by name. `make` alone prints this list.
PYTHON ?= python3
# What an installed service runs with. The service's user must be able to reach it, so nothing below somebody's home.
SYSTEM_PYTHON ?= /usr/bin/python3
BIN := .venv/bin
# What a release has besides: postgresql, the driver for a database that several hosts share.
EXTRA ?=
export EXTRA
# On how many hosts the demo runs the bot; several share a PostgreSQL, whose programs must be there: make demo HOSTS=3
HOSTS ?= 1
PYTEST_ARGS ?=
BENCH_ARGS ?=
SOAK_MINUTES ?= 5
MACHINE_CASES ?= 200
# What a target that cannot run here ends with; SKIP=0 makes that a failure.
SKIP ?= 77
# Tests mostly wait for daemons; more of them than cores keep the cores busy.
WORKERS ?= 6
# Whose language a new catalogue is for: make catalogues NEW_LANGUAGE=fr
NEW_LANGUAGE ?=
CATALOGUES := $(wildcard bot/locale/*/LC_MESSAGES/messages.po)
# Tests that need more than Python (a browser, say) stand apart: each of these folders of tests/ has a target of its own.
APART := browser hosts install soak systemd
PYTEST := $(BIN)/pytest --dist worksteal
# Compiled once: where the environment forbids it, each worker and each program that a test starts would do it anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo catalogues install rollback uninstall deb test check test-install test-systemd test-browser screenshots bench bench-quick bench-compare bench-growth bench-parts test-hosts soak fmt lock clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/runtime $(CATALOGUES:.po=.mo) $(if $(filter-out 1,$(HOSTS)),.venv/postgresql) ## Try it: a simulated Slack and ilert, and the real daemon (HOSTS=3: on three hosts)
	@exec $(BIN)/il-alert-bot demo --hosts $(HOSTS)

install: ## Install on this machine, or upgrade (as root); DESTDIR=DIR for below a directory
	@systemd/install.sh install $(SYSTEM_PYTHON)

rollback: ## Go back to the release before (as root)
	@IL_ALERT_ROOT=$(DESTDIR) systemd/il-alert-bot-release.sh rollback

uninstall: ## Remove from this machine (as root); PURGE=1 with configuration, secrets and state
	@systemd/install.sh uninstall

deb: ## Build a Debian package in dist/
	@systemd/build-deb.sh dist

test: .venv/development ## Run the tests (with branch coverage: PYTEST_ARGS=--cov)
	$(PYTEST) -n $(WORKERS) $(APART:%=--ignore=tests/%) $(PYTEST_ARGS)

check: .venv/development ## Format, lint, types, import rules, dependencies; translations, and whether all can be read aloud
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(PYTEST) -n 2 tests/wording tests/accessibility

test-browser: .venv/development ## Use the sandbox's page as a person would, in Chromium
	$(PYTEST) -n 2 tests/browser $(PYTEST_ARGS)

screenshots: .venv/development ## Take the documentation's pictures anew, in Chromium
	README_PICTURES=docs $(PYTEST) tests/browser/test_*_pictures.py $(PYTEST_ARGS)

bench: .venv/development ## Measure the bot beside its peers (BENCH_ARGS=--write-docs: into docs/performance.md)
	$(BIN)/python -m tests.bench $(BENCH_ARGS)

bench-quick: .venv/development ## The same in two minutes, less exact
	$(BIN)/python -m tests.bench --quick $(BENCH_ARGS)

bench-compare: .venv/development ## Measure an older revision beside this one: make bench-compare REV=… (else where the branch began)
	$(BIN)/python -m tests.bench.compare $(REV) $(BENCH_ARGS)

bench-growth: .venv/development ## Measure how it grows: users, people at once, settled alerts, cards (BENCH_ARGS=--write-docs)
	$(BIN)/python -m tests.bench.growth $(BENCH_ARGS)

bench-parts: .venv/development ## Measure parts by themselves: reading a large account, reloading a large policy file
	$(BIN)/python -m tests.bench.large_account
	$(BIN)/python -m tests.bench.policy_reload

test-install: .venv/development ## Install, upgrade, roll back and remove in throw-away systems (as root)
	$(BIN)/pytest --timeout 600 tests/install $(PYTEST_ARGS)

test-systemd: .venv/development ## Run the installed service under a systemd of its own, on a throw-away machine (as root)
	@tests/systemd/machine.sh '$(MAKE) install' \
		'THROW_AWAY_MACHINE=1 $(BIN)/pytest -p no:cacheprovider tests/systemd $(PYTEST_ARGS)' || [ $$? = $(SKIP) ]

test-hosts: .venv/development ## Several hosts over one PostgreSQL: kills, freezes, outages (needs PostgreSQL's programs)
	MACHINE_CASES=$(MACHINE_CASES) $(PYTEST) -n 2 -rs --timeout 900 --hypothesis-profile soak tests/hosts tests/outbox/test_machine.py $(PYTEST_ARGS)
	$(BIN)/python -m tests.hosts.gap

soak: .venv/development ## Minutes of broken connections and outages (SOAK_MINUTES=5), then kills at every point and many examples
	SOAK_MINUTES=$(SOAK_MINUTES) $(BIN)/pytest -s --timeout 0 tests/soak $(PYTEST_ARGS)
	FUZZ_CASES=5000 $(BIN)/pytest --timeout 0 tests/slack/test_fuzz.py $(PYTEST_ARGS)
	CRASH_RUNS=50 STORM_SAVES=1000 MACHINE_CASES=300 $(BIN)/pytest -n 2 --timeout 900 tests/e2e/test_outbox_crash.py \
		tests/e2e/test_policy_storm.py tests/outbox/test_machine.py $(PYTEST_ARGS)
	$(PYTEST) -n 2 --timeout 0 --hypothesis-profile soak -m hypothesis $(APART:%=--ignore=tests/%) $(PYTEST_ARGS)

fmt: .venv/development ## Format the code and fix what the linter can fix
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: ## Renew the locked dependencies (needs uv)
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras \
		--no-header pyproject.toml --output-file requirements.lock
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras \
		--no-header --group build --constraint requirements.lock --output-file requirements-build.lock
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras \
		--no-header pyproject.toml --extra postgresql --group dev --output-file requirements-dev.lock
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras \
		--no-header pyproject.toml --extra postgresql --constraint requirements.lock --output-file requirements-postgresql.lock

catalogues: .venv/development ## Bring all sentences into the catalogues of translations (NEW_LANGUAGE=fr: into a new one)
	@mkdir -p build
	$(BIN)/pybabel --quiet extract --sort-by-file --no-wrap --add-location file --project ilert-slack-bot --output build/messages.pot bot
	$(if $(NEW_LANGUAGE),$(BIN)/pybabel --quiet init --no-wrap -i build/messages.pot -d bot/locale -l $(NEW_LANGUAGE))
	$(BIN)/pybabel --quiet update --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -i build/messages.pot -d bot/locale
	$(BIN)/python hatch_build.py

$(CATALOGUES:.po=.mo): $(CATALOGUES) .venv/runtime
	@$(BIN)/python hatch_build.py

clean: ## Remove all that was built or installed here
	rm -rf .venv .demo screenshots .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/runtime: requirements.lock requirements-build.lock pyproject.toml
	@echo "Installing what the bot needs into .venv. This takes about a minute, and is done once."
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock \
		--requirement requirements-build.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/postgresql: .venv/runtime requirements-postgresql.lock
	@echo "Installing PostgreSQL's driver into .venv."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-postgresql.lock
	@touch $@

.venv/development: .venv/runtime requirements-dev.lock
	@echo "Installing what the tests need into .venv. This takes about a minute, and is done once."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	@touch $@
