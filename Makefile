# MemberPulse. `make help` says what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

GO ?= go
# What `memberpulse version` tells; empty is the commit.
VERSION ?=
LINT_VERSION := v2.15.0
LINT := .cache/bin/golangci-lint-$(LINT_VERSION)
# Go puts the commit into the binary, and stops where git will not tell it: in a checkout of somebody else's.
VCS = $$(git rev-parse HEAD >/dev/null 2>&1 && echo auto || echo false)
UNIT = $$($(GO) list ./... | grep -v '^memberpulse/e2e')

# $(call long,what,command): runs a command and says every 8 seconds that it still runs.
define long
echo "$(1)"; \
( n=0; while sleep 8 </dev/null >/dev/null 2>&1; do n=$$((n+8)); echo "  … still at it after $$n s: $(1)"; done ) & beat=$$!; \
trap 'kill $$beat 2>/dev/null || true' EXIT; \
$(2)
endef

# $(call packages,names): installs Debian packages when that is possible, else says what to install.
define packages
if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then \
    mkdir -p /etc/postgresql-common; echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf; \
  fi; \
  export DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1; \
  $(call long,Installing$(1),apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends$(1) >/dev/null); \
else \
  echo "Missing:$(1). Install it (Debian and Ubuntu: sudo apt-get install$(1)), then run make again." >&2; exit 1; \
fi
endef

# What a machine lacks, as names of Debian packages.
lacks_postgresql = if [ -z "$${MEMBERPULSE_PG_BIN:-}" ] && ! command -v postgres >/dev/null && \
  [ -z "$$(find -L /usr/lib/postgresql /usr/pgsql-* /usr/local/pgsql /opt/homebrew/opt /usr/local/opt -maxdepth 4 -path '*/bin/postgres' 2>/dev/null | head -1)" ]; then \
  missing="$$missing postgresql"; fi
lacks_compiler = if ! command -v gcc >/dev/null || ! echo '\#include <stdlib.h>' | gcc -E - >/dev/null 2>&1; then missing="$$missing gcc libc6-dev"; fi
lacks_browser = if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then \
  missing="$$missing chromium"; fi; \
  if ! find /usr/share/fonts /usr/local/share/fonts -name '*.ttf' 2>/dev/null | grep -q .; then missing="$$missing fonts-dejavu-core"; fi
lacks_npm = if [ ! -e e2e/node_modules/axe-core/axe.min.js ] && ! command -v npm >/dev/null; then missing="$$missing nodejs npm"; fi

.PHONY: help
help: ## Say what there is
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r a b; do printf '%-14s %s\n' "$$a" "$$b"; done

.PHONY: run
run: deps-run build ## The whole of it on this machine, nothing configured: database, sandbox, server, demo data
	@exec bin/memberpulse demo

.PHONY: build
build: ## One self-contained binary, bin/memberpulse
	@$(call long,Building the browser program,$(GO) run ./web/build -quality 11)
	@$(call long,Building bin/memberpulse,CGO_ENABLED=0 $(GO) build -buildvcs=$(VCS) -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/memberpulse ./server)

.PHONY: test
test: deps-test build ## All tests: unit, integration on PostgreSQL, end to end in Chromium
	@$(call long,Testing packages,CGO_ENABLED=1 $(GO) test -race -shuffle=on -timeout 30m $(UNIT))
	@$(call long,Testing the program end to end,$(GO) test -shuffle=on -p 1 -timeout 30m ./e2e/...)

.PHONY: prove
prove: deps-test build ## The long proofs, with their figures
	@$(call long,Proving,MEMBERPULSE_PROVE=1 $(GO) test -count=1 -v -p 1 -timeout 120m ./... | grep -vE '^(=== |    --- PASS|\?)')

.PHONY: bench
bench: deps-test build ## Benchmarks beside the peers, as one table of ratios
	@$(call long,Measuring,cd e2e/bench && $(GO) run .)

.PHONY: e2e
e2e: deps-test build ## The end-to-end tests alone; they write a PNG of every screen to e2e/out
	@mkdir -p e2e/out
	@$(call long,Testing the program end to end,MEMBERPULSE_SHOTS=1 $(GO) test -count=1 -p 1 -timeout 30m ./e2e/...)

.PHONY: lint
lint: $(LINT) ## golangci-lint, for the server, the browser and the benchmark
	@$(call long,Linting,$(LINT) run ./...)
	@$(call long,Linting what runs in the browser,GOOS=js GOARCH=wasm $(LINT) run ./app/... ./shared/...)
	@$(call long,Linting the benchmark,cd e2e/bench && ../../$(LINT) run ./...)

.PHONY: fmt
fmt: $(LINT) ## Format the code
	@$(LINT) fmt

.PHONY: clean
clean: ## Remove what was built; the demo's data in .data stays
	@rm -rf bin .cache e2e/out e2e/node_modules
	@find web/dist -mindepth 1 ! -name .keep -delete

$(LINT):
	@$(call long,Installing golangci-lint $(LINT_VERSION): some minutes and only once, \
	  GOBIN="$(CURDIR)/.cache/bin" $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION))
	@mv .cache/bin/golangci-lint $(LINT)

.PHONY: deps-run
deps-run:
	@missing=""; $(lacks_postgresql); if [ -n "$$missing" ]; then $(call packages,$$missing); fi
	@$(call long,Fetching Go modules,$(GO) mod download)

.PHONY: deps-test
deps-test:
	@missing=""; $(lacks_postgresql); $(lacks_compiler); $(lacks_browser); $(lacks_npm); \
	 if [ -n "$$missing" ]; then $(call packages,$$missing); fi
	@if [ ! -e e2e/node_modules/axe-core/axe.min.js ]; then \
	  $(call long,Fetching axe-core,npm ci --prefix e2e --ignore-scripts --no-audit --no-fund --loglevel=error); fi
	@$(call long,Fetching Go modules,$(GO) mod download)
