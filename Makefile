# What every change must pass is `make check`; what a newcomer needs is `make test`.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

GOLANGCI_LINT := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
REQUIRE := browser,html
GOFLAGS_TEST ?=

.PHONY: build generate test check format generated vet lint tidy tools fuzz

build: ## the program, as bin/showcase
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w -buildid=' -o bin/showcase ./cmd/showcase

generate: ## Go code of the templates, after one has changed
	go tool templ fmt -log-level warn handlers
	go tool templ generate -log-level warn

test: tools ## install what the tests need where it is missing, then run them all
	SHOWCASE_TEST_REQUIRE=$(REQUIRE) go test $(GOFLAGS_TEST) -timeout 20m ./...

check: format generated vet lint tidy ## everything a change must pass; this is what CI runs
	$(MAKE) test GOFLAGS_TEST='-race -short'
	go test ./catalog/cordis # whole data sets, which -short leaves out: ten times slower under the race detector

format:
	@test -z "$$(gofmt -l .)" || { echo "not formatted:"; gofmt -l .; exit 1; }

generated: # the code is that of the templates, which are formatted
	go tool templ fmt -fail -log-level warn handlers
	go tool templ generate -check -log-level warn

vet:
	go vet ./...

lint:
	go run $(GOLANGCI_LINT) run ./...

tidy:
	go mod tidy -diff

tools:
	.ci/tools

fuzz: ## each fuzz target for half a minute
	.ci/fuzz 30s
