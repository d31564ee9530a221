#!/usr/bin/env bash
# The lint: gofmt, go vet, staticcheck. All three run, then the result is told.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
go=.ci/go.sh
tags=${TAGS:-sqlite_fts5}

# staticcheck (MIT) in one fixed version, so that the same code passes today and next year.
# Every check is on but ST1023, which asks for shorter code rather than clearer code.
staticcheck=honnef.co/go/tools/cmd/staticcheck@v0.8.2
checks=all,-ST1023

worst=0
step() {
	local name=$1 started=$SECONDS
	shift
	if "$@"; then
		echo "lint: $name passed ($((SECONDS - started)) s)"
	else
		echo "lint: $name found the above" >&2
		worst=1
	fi
}

formatted() {
	local unformatted
	unformatted=$("$(cd / && "$OLDPWD/$go" env GOROOT)/bin/gofmt" -l $(find . -name '*.go' -not -path './.*'))
	[ -z "$unformatted" ] || { echo "gofmt would change: $unformatted" && return 1; }
}

step gofmt formatted
step "go vet" "$go" vet -tags "$tags" ./...
step staticcheck "$go" run "$staticcheck" -tags "$tags" -checks "$checks" ./...
exit $worst
