# One tag set everywhere: SQLite needs sqlite_fts5 for the search, and another set of tags
# compiles the C parts again.
TAGS   := sqlite_fts5
GO     := .ci/go.sh
ROUNDS ?= 100
BENCH  ?= .

# Where the longer proofs live.
KILL    := ./app/cli
SCREENS := ./app/ui
PEERS   := ./platforms/bluesky ./platforms/x

.PHONY: help
help: ## Say what can be made (this list)
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-11s %s\n", $$1, $$2}' Makefile

.PHONY: run
run: build ## Build the program and open it
	@.ci/open.sh

.PHONY: build
build: ## Build bin/commsdesk, installing the packages that are missing
	@.ci/packages.sh build
	$(GO) build -tags $(TAGS) -o bin/commsdesk .

.PHONY: test
test: ## Install what the tests need, lint, then run every test with the race detector
	@.ci/packages.sh test
	@.ci/peers.sh
	@TAGS=$(TAGS) .ci/lint.sh
	@TAGS=$(TAGS) .ci/test.sh

.PHONY: peers
peers: ## Run the adapters against the networks' own programs, installing them first
	@.ci/packages.sh peers
	@COMMSDESK_PEERS=1 .ci/peers.sh
	COMMSDESK_PEERS=1 $(GO) test -tags $(TAGS) -run TestReal -count=1 -v $(PEERS)

.PHONY: conformance
conformance: ## Run the suite that every network's adapter passes, and print the table of networks and subjects
	@.ci/packages.sh build
	@TAGS=$(TAGS) .ci/conformance.sh

.PHONY: lint
lint: ## gofmt, go vet and staticcheck alone
	@.ci/packages.sh build
	@TAGS=$(TAGS) .ci/lint.sh

.PHONY: kill
kill: ## Kill the program ROUNDS times while it sends mail, as often on networks, and count what arrived (ROUNDS=100)
	@.ci/packages.sh test
	COMMSDESK_REQUIRE_REAL=1 COMMSDESK_KILL_ROUNDS=$(ROUNDS) \
		$(GO) test -tags $(TAGS) -run TestKill -count=1 -timeout 0 -v $(KILL)

.PHONY: bench
bench: ## Measure, alone and beside other programs, and print two tables (BENCH=NAME for a part)
	@.ci/packages.sh bench
	@TAGS=$(TAGS) BENCH='$(BENCH)' .ci/bench.sh

.PHONY: screens
screens: ## Take every screen in the real window, into assets/screens
	@.ci/packages.sh test
	COMMSDESK_SCREENS='$(CURDIR)/assets/screens' $(GO) test -tags $(TAGS) -run TestScreens -count=1 -v $(SCREENS)

.PHONY: windows
windows: ## Build bin/commsdesk.exe for Windows
	@.ci/packages.sh windows
	CGO_ENABLED=1 GOOS=windows GOARCH=amd64 CC=x86_64-w64-mingw32-gcc CXX=x86_64-w64-mingw32-g++ \
		$(GO) build -tags $(TAGS) -ldflags '-s -w -H=windowsgui' -o bin/commsdesk.exe .
