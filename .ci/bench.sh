#!/usr/bin/env bash
# Runs the benchmarks, one after another, and prints two tables: what the program takes, and what
# it takes beside the programs that people know for each job.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

log=$(mktemp)
rows=$(mktemp)
trap 'rm -f "$log" "$rows"' EXIT

# bench ARGS...: run benchmarks, show each as it ends, and stop if one fails.
bench() {
	.ci/go.sh test -tags "${TAGS:-sqlite_fts5}" -run '^$' -bench "${BENCH:-.}" -p 1 -timeout 60m "$@" \
		</dev/null 2>&1 | tee "$log" | grep --line-buffered -E '^(Benchmark|FAIL|---|panic)' || true
	if grep -qE '^(FAIL|panic)' "$log"; then
		cat "$log"
		exit 1
	fi
}

# The comparisons run whole programs, so once each is enough; they write their own rows.
COMMSDESK_BENCH_PEERS=$rows bench -benchtime 1x ./app/cli
bench -benchmem -skip '^BenchmarkPeer' "${@:-./...}"

echo
awk '
	/^cpu: /       { sub(/^cpu: /, ""); cpu = $0 }
	/^pkg: /       { package = $2; sub(/^[^\/]*\//, "", package) }
	/^Benchmark/ && / ns\/op/ {
		name = $1; sub(/^Benchmark/, "", name); sub(/-[0-9]+$/, "", name)
		more = ""
		for (i = 3; i < NF; i += 2) {
			if ($(i+1) == "ns/op") time = $i
			else if ($(i+1) == "allocs/op") allocs = $i
			else if ($(i+1) != "B/op" ) more = more ", " $i " " $(i+1)
		}
		if (time >= 1e9) time = sprintf("%.2f s", time / 1e9)
		else if (time >= 1e6) time = sprintf("%.2f ms", time / 1e6)
		else if (time >= 1e3) time = sprintf("%.2f us", time / 1e3)
		else time = time " ns"
		rows[++n] = sprintf("| `%s` %s | %s | %s%s |", package, name, time, allocs " allocations", more)
	}
	END {
		print "| Measured | Time each | Besides |"
		print "|---|---|---|"
		for (i = 1; i <= n; i++) print rows[i]
		if (cpu != "") print "\nProcessor: " cpu
	}' "$log"

if [ -s "$rows" ]; then
	echo
	echo "| Job | Commsdesk | Beside it | Commsdesk takes | To know |"
	echo "|---|---|---|---|---|"
	cat "$rows"
fi
echo
echo "$(date '+%-d %B %Y'), $(nproc) processors, load $(cut -d' ' -f1-3 /proc/loadavg) at the end"
