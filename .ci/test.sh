#!/usr/bin/env bash
# Runs every test with the race detector, on real parts: with COMMSDESK_REQUIRE_REAL a test that
# misses its mail server, keyring or display fails instead of standing aside.
# Usage: .ci/test.sh [PACKAGES]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Passing tests are counted, not listed; everything else that go test says is shown as it comes.
set +e
COMMSDESK_REQUIRE_REAL=1 .ci/go.sh test -race -v -tags "${TAGS:-sqlite_fts5}" -timeout 40m -p 2 \
	-count=1 "${@:-./...}" 2>&1 </dev/null | tee "$log" |
	grep --line-buffered -vE '^(=== |[[:space:]]*--- PASS|PASS$)'
code=${PIPESTATUS[0]}
set -e

count() { grep -cE "$1" "$log" || true; }
echo
echo "Summary of the tests, in $((SECONDS / 60)) min $((SECONDS % 60)) s"
echo "  packages: $(count '^ok ') passed, $(count '^FAIL	') failed"
echo "  tests, with their parts: $(count '^ *--- PASS') passed, $(count '^ *--- FAIL') failed, $(count '^ *--- SKIP') skipped"
grep -B 1 -E '^ *--- SKIP' "$log" | grep -vE '^(--|=== )' | sed 's/^/    /' || true
grep -E '^ *--- FAIL' "$log" | sed 's/^/    /' || true
[ "$code" -eq 0 ] && echo "All tests passed." || echo "The tests did not pass (go test ended with $code)."
exit "$code"
