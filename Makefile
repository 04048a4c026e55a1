# The one way to build, check and run Coffer. `make help` lists the targets.

# Continuous integration gets a fresh checkout each time: keep what was built outside of it.
ifeq ($(CI),true)
export CARGO_TARGET_DIR ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/coffer/target
endif

CARGO      ?= cargo
CARGO_DENY := 0.20.2

.DEFAULT_GOAL := help
.PHONY: help run build check fmt fmt-check clippy doc deny advisories test tests web web-build web-test \
        generate bench fuzz

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Build a release and serve on 127.0.0.1:8080 with ./data
	$${CARGO_TARGET_DIR:-target}/release/coffer serve

build: ## Build the release binary, with its web part where there is npm
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory web-build; \
	else echo "npm is missing: the binary gets no web part (nothing can be embedded elsewhere)" >&2; fi
	$(CARGO) build --release --locked --package coffer

check: fmt-check clippy ## Formatting and lints: the fast part of `make test`

fmt: ## Format the sources
	$(CARGO) fmt --all

fmt-check:
	$(CARGO) fmt --all --check

clippy:
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings

doc: ## Build the documentation, denying warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --workspace --no-deps --document-private-items

web: web-build ## Check and build the web part
	cd web && npm run --silent typecheck
	cd web && npm run --silent lint

web-build: web/node_modules/.package-lock.json
	cd web && npm run --silent build

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm ci --no-progress
	@touch $@

# The program is built as the tests build it, so that nothing is built twice.
web-test: web-build ## Run the web part in a browser, against the real binary
	scripts/install-tools
	$(CARGO) test --locked --workspace --no-run --lib --bins --tests
	cd web && npm run --silent e2e

# The advisories come from a database on the network, which changes without us: not part of
# `make test`, so that the same commit always gives the same answer.
deny: cargo-deny ## Licences, sources and forbidden dependency edges
	$(CARGO) deny --locked --log-level warn check bans licenses sources

advisories: cargo-deny ## Known vulnerabilities of the dependencies (needs the network)
	$(CARGO) deny --log-level warn check advisories

.PHONY: cargo-deny
cargo-deny:
	@$(CARGO) deny --version >/dev/null 2>&1 || $(CARGO) install --locked --version $(CARGO_DENY) cargo-deny

tests: ## The tests, with a private PostgreSQL server
	scripts/install-tools
	$(CARGO) test --locked --workspace --doc --quiet
	scripts/with-postgres $(CARGO) test --locked --workspace --no-fail-fast --lib --bins --tests

# In this order: what fails fast comes first, and cargo test's own lines come last.
test: ## Everything that has to pass: what continuous integration runs
	scripts/install-tools
	@$(MAKE) --no-print-directory fmt-check
	@$(MAKE) --no-print-directory web
	@$(MAKE) --no-print-directory clippy
	@$(MAKE) --no-print-directory doc
	@$(MAKE) --no-print-directory deny
	@$(MAKE) --no-print-directory web-test
	@$(MAKE) --no-print-directory tests

generate: ## Write the generated documents anew
	COFFER_TEST_UPDATE=1 $(CARGO) test --locked --package coffer --test tidy

bench: ## Measure against the yardsticks
	bench/run

fuzz: ## Run the fuzz targets for a while
	fuzz/run
