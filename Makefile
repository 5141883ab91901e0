# Two commands matter: `make run` and `make test`. Everything they need is made first, once.

PYTHON   := .venv/bin/python
STATIC   := src/sunwai/web/static/build
MODEL    := src/sunwai/grievances/suggestion/model.npz
PO_FILES := $(shell find src/sunwai -name '*.po')

SOURCES_OF_PAGES := $(shell find frontend/src frontend/styles frontend/public -type f 2>/dev/null) frontend/build.mjs
SOURCES_OF_MODEL := $(filter-out $(MODEL),$(wildcard src/sunwai/grievances/suggestion/*.*)) \
                    $(wildcard src/sunwai/language/*.py) $(shell find data/departments data/language -type f 2>/dev/null)

# Trust whom the machine trusts: behind an organisation's proxy nothing else works.
AUTHORITIES := $(firstword $(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem))
ifneq ($(AUTHORITIES),)
export UV_SYSTEM_CERTS ?= 1
export NODE_EXTRA_CA_CERTS ?= $(AUTHORITIES)
endif
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME UV_PROJECT_ENVIRONMENT
unexport PYTHONDONTWRITEBYTECODE  # every process would compile everything anew

.PHONY: run telephony setup build test lint fmt bench voice wheel try-wheel clean
.DELETE_ON_ERROR:

run: build                    ## start Sunwai with demo data; Ctrl-C stops it
	@exec .venv/bin/sunwai up --demo

telephony: setup              ## a telephone switch (Asterisk) in .tools, where the machine has none
	@tools/ensure_telephony --say

setup: .venv/synced           ## Python, its packages, in .venv

build: $(STATIC)/main.js .venv/translations $(MODEL)   ## pages, translations, category model

test: build tests/smsc/node_modules/.package-lock.json   ## all tests; PYTEST_ARGS="-k dispatch" chooses
	@tools/ensure_chromium
	@tools/ensure_telephony
	@echo "── Testing"
	@$(PYTHON) -m pytest --numprocesses auto --dist worksteal $(PYTEST_ARGS)

lint: setup frontend/node_modules/.package-lock.json   ## style, types, import contracts, migrations
	@echo "── Style"
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@echo "── Types"
	@.venv/bin/mypy
	@cd frontend && ../tools/with_node npm run --silent check
	@echo "── Import contracts"
	@.venv/bin/lint-imports
	@echo "── Migrations"
	@$(PYTHON) -W ignore::RuntimeWarning -m django makemigrations --check --dry-run --settings sunwai.config.settings.test

fmt: setup                    ## format the code and mend what can be mended by itself
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

bench: build                  ## the figures of the README; BENCH="register --rows 100000" chooses
	@$(PYTHON) -m bench $(BENCH)

wheel: build                  ## dist/*.whl and *.tar.gz, complete
	@$$(tools/find_uv $(PYTHON)) build

try-wheel: build              ## the wheel in an empty environment: installed, started, a complaint walked
	@tools/try_wheel

voice: .tools/voice/kokoro-js-1.2.1.tgz   ## what `sunwai prompts build` and `check --listen` need: a voice, an ear (400 MB)
	@uv=$$(tools/find_uv $(PYTHON)) && UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON_DOWNLOADS=never "$$uv" sync --frozen --group voice

# The speakers of the voice are files of an npm package; none of its code is installed.
.tools/voice/%.tgz: | .venv/synced
	@mkdir -p $(@D)
	@tools/with_node npm pack --silent --pack-destination $(@D) kokoro-js@1.2.1 >/dev/null

clean:                        ## everything built or downloaded; data in var/ stays
	rm -rf .venv .tools dist build frontend/node_modules tests/smsc/node_modules $(STATIC) $(MODEL)
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src -name '*.mo' -delete
	find src tests -name __pycache__ -prune -exec rm -rf {} +

.venv/synced: uv.lock pyproject.toml hatch_build.py
	@echo "── Python and its packages, into .venv"
	@python=$$(tools/find_python) && uv=$$(tools/find_uv "$$python") && \
		UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON_DOWNLOADS=never "$$uv" sync --frozen --compile-bytecode --python "$$python"
	@touch $@

frontend/node_modules/.package-lock.json: frontend/package-lock.json | .venv/synced
	@echo "── Packages of the pages"
	@cd frontend && ../tools/with_node npm ci
	@touch $@

tests/smsc/node_modules/.package-lock.json: tests/smsc/package-lock.json | .venv/synced
	@echo "── An SMSC for the tests"
	@cd tests/smsc && ../../tools/with_node npm ci
	@touch $@

$(STATIC)/main.js: frontend/node_modules/.package-lock.json $(SOURCES_OF_PAGES) | .venv/synced
	@echo "── Pages"
	@$(PYTHON) tools/builds.py frontend

.venv/translations: $(PO_FILES) tools/builds.py | .venv/synced
	@echo "── Translations"
	@$(PYTHON) tools/builds.py translations
	@touch $@

$(MODEL): $(SOURCES_OF_MODEL) | .venv/synced
	@echo "── Category model"
	@$(PYTHON) tools/builds.py model
