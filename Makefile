# Schakel. `make help` lists the targets. One tag set for every Go command: another one would rebuild SQLite.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

export GOFLAGS := -tags=sqlite_fts5 -buildvcs=false
export GOTOOLCHAIN := local
export PATH := $(CURDIR)/.tools:$(PATH)

# The addresses and folders a person may want to change: make demo LISTEN=127.0.0.1:9000
LISTEN ?= 127.0.0.1:8080
DATA ?= data/demo
FUZZTIME ?= 20s
TESTFLAGS ?=
# Tests are linked without what only a debugger reads, and not vetted once more (lint does): a hundred test binaries then take half the time.
GOTEST := go test -vet=off -ldflags=-w

.PHONY: help setup setup-build tools node_modules generate assets build image demo check fmt fmt-check generate-check lint arch \
        sums test test-both test-sqlite test-rights test-sabotage test-pg test-e2e test-all test-office test-two test-nocgo simulate bench faults fuzz clean

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'

## --- what the machine needs -------------------------------------------------------------------

setup: ## install what tests need: chromium, postgresql, npm packages, pinned Go tools
	@scripts/setup.sh test
	@$(MAKE) --no-print-directory node_modules tools

tools: ## pinned Go tools (tools/go.mod) into .tools/
	@scripts/tools.sh

node_modules: ## npm packages exactly as package-lock.json says
	@scripts/npm.sh --required

## --- build -------------------------------------------------------------------------------------

generate: tools ## templ components to Go
	.tools/templ generate -log-level error

assets: ## bundle npm packages into internal/web/assets/dist (skipped without npm: pages work without)
	@if scripts/npm.sh; then go run ./cmd/bundle; fi

build: assets ## bin/schakel
	go build -ldflags "-s -w -X schakel/internal/app.Version=$$(git describe --tags --always --dirty 2>/dev/null || echo dev)" -o bin/schakel ./cmd/schakel

demo: ## one command: install, build, fill a believable network, serve it
	@scripts/setup.sh build
	@$(MAKE) --no-print-directory build
	exec bin/schakel demo --listen $(LISTEN) --data $(DATA)

image: assets ## bin/image: all files of the container image (deploy/Dockerfile)
	scripts/image.sh

clean: ## remove what make made (not the demo's data)
	rm -rf bin .tools node_modules internal/web/assets/dist/*

## --- checks ------------------------------------------------------------------------------------

check: tools fmt-check generate-check lint arch ## formatting, generated files, vet and lint, architecture, migrations, catalogues

fmt: tools ## format every Go file
	.tools/gofumpt -w $$(scripts/go-files.sh)

fmt-check: tools
	@scripts/check-format.sh

generate-check: tools
	@scripts/check-generated.sh

lint: tools ## golangci-lint, go vet among it
	.tools/golangci-lint run ./...

arch: ## import directions, migrations (immutable, tagged columns), catalogues
	@pkgs="$$(scripts/packages.sh check)"; [ -z "$$pkgs" ] || $(GOTEST) $(TESTFLAGS) $$pkgs

sums: ## record new migrations in SUMS; never changes what is recorded
	@go test -count=1 ./internal/testkit/archtest -run '^TestMigrationSums$$' -record-sums

## --- tests -------------------------------------------------------------------------------------

test: setup check test-both test-two test-e2e ## everything CI runs: checks, both databases, rights, the browser

# Each of the two keeps one processor busy, so they run beside each other.
test-two:
	@$(MAKE) --no-print-directory --output-sync=target -j2 test-rights test-sabotage

# A test binary is linked once and runs on both.
test-both: assets ## test-sqlite and test-pg in one go
	@SCHAKEL_TEST_BOTH="$$(scripts/packages.sh database | tr '\n' ' ')" \
	scripts/pg-test.sh $(GOTEST) -exec "$(CURDIR)/scripts/on-both.sh" -timeout 30m $(TESTFLAGS) $$(scripts/packages.sh unit)

test-sqlite: assets ## every package on SQLite
	$(GOTEST) -timeout 20m $(TESTFLAGS) $$(scripts/packages.sh unit)

# The second test breaks all predicates at once: on PostgreSQL the database still keeps networks apart.
test-sabotage: ## break each scope predicate in turn: the matrix must turn red
	@export GOFLAGS="-tags=sqlite_fts5,sabotage -buildvcs=false"; pkgs="$$(scripts/packages.sh sabotage)"; [ -z "$$pkgs" ] || \
	{ $(GOTEST) -timeout 20m -run '^TestSabotage|^TestSecondWall' $(TESTFLAGS) $$pkgs && \
	scripts/pg-test.sh $(GOTEST) -timeout 20m -run '^TestSecondWall' $(TESTFLAGS) $$pkgs; }

test-pg: ## the packages that use a database, on a throwaway PostgreSQL
	@pkgs="$$(scripts/packages.sh database)"; \
	if [ -z "$$pkgs" ]; then echo "test-pg: no package uses testkit/testdb yet"; else \
	echo "go test on PostgreSQL: $$(wc -w <<<"$$pkgs") packages"; \
	scripts/pg-test.sh $(GOTEST) -timeout 20m $(TESTFLAGS) $$pkgs; fi

test-e2e: node_modules assets ## browser journeys, accessibility, HTML validity
	@pkgs="$$(scripts/packages.sh browser)"; [ -z "$$pkgs" ] || $(GOTEST) -timeout 20m $(TESTFLAGS) $$pkgs

test-nocgo: ## the SQLite suite with the pure Go driver
	CGO_ENABLED=0 $(GOTEST) -timeout 30m $(TESTFLAGS) $$(scripts/packages.sh database)

test-rights: ## the rights matrix: every route as everybody, about everything
	$(GOTEST) -timeout 20m $(TESTFLAGS) $$(scripts/packages.sh rights)

test-office: ## the files of the ledger read by LibreOffice, which is installed when it may be: to the cent
	@scripts/setup.sh office || echo "test-office: SKIPPED, no LibreOffice reads our files here" >&2
	SCHAKEL_TEST_OFFICE=1 $(GOTEST) -v -timeout 10m -run '^TestOffice' $(TESTFLAGS) ./internal/web/fundingweb

test-all: test fuzz faults test-nocgo test-office ## test, and what takes longer

simulate: ## a school year of a region: 19 schools, 400 companies, 3,000 needs (minutes)
	go test ./internal/domain/need -run '^TestAYear$$' -region -v -timeout 60m

bench: ## measured figures: NAME ours_cpu_ms floor_cpu_ms ratio, on SQLite and PostgreSQL
	@scripts/run-or-test.sh ./bench
	@scripts/pg-test.sh scripts/run-or-test.sh ./bench

faults: ## kill -9 under write load and in migrations, disk full, floods, silent mail server
	@scripts/run-or-test.sh ./faults

fuzz: ## every fuzz target for FUZZTIME
	@scripts/fuzz.sh $(FUZZTIME)
