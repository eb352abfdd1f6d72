# One command per wish; `make` alone lists them.
PYTHON ?= $(shell command -v python3.11 || command -v python3 || command -v python)
BIN := .venv/bin
FLASK := $(BIN)/flask --app app.factory

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test test-long lint format bench screenshots seed translate release lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: setup ## set up what is missing and serve on HOST:PORT (127.0.0.1:8080)
	@$(FLASK) release
	@$(FLASK) seed --if-empty
	@exec $(BIN)/gunicorn --config gunicorn.conf.py "app.factory:create_server()"

test: setup-dev ## all tests but the long ones (ARGS="tests/fields -k phone" narrows)
	@$(BIN)/python -m pytest -m "not long" $(if $(ARGS),$(ARGS),-n auto)

test-long: setup-dev ## all tests, also full load, fresh starts and kills
	@$(BIN)/python -m pytest $(if $(ARGS),$(ARGS),-n auto)

lint: setup-dev ## style, types, import order, translations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tools.translations check

format: setup-dev ## put the code in the style that lint wants
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup-dev ## measure beside Django admin and others (ARGS="--quick", ARGS="--growth")
	@$(BIN)/python -m benchmarks $(ARGS)

screenshots: setup-dev ## a picture of every page in build/screenshots/
	@$(BIN)/python -m tools.screenshots

seed: setup ## load the sample data (ARGS="--full" or ARGS="--scale 1000000")
	@$(FLASK) release
	@$(FLASK) seed $(ARGS)

translate: setup-dev ## collect the texts of the code and merge their Chinese
	@$(BIN)/python -m tools.translations merge

release: setup ## bring schema and permissions up to date
	@$(FLASK) release

lock: setup-dev ## choose the newest allowed packages anew and write the locks (needs uv and npm)
	@$(BIN)/python -m tools.lock

clean: ## remove what the set-up made; instance/ with the data stays
	rm -rf .venv node_modules build app/static/vendor app/static/build translations/*/LC_MESSAGES/*.mo

setup:
	@$(PYTHON) -m tools.setup

setup-dev:
	@$(PYTHON) -m tools.setup --dev
