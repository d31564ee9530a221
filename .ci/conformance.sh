#!/usr/bin/env bash
# Runs the one suite that every network's adapter passes, and prints the table of networks and
# subjects: yes, or no with the number of the reason below. Fails when a test fails, when an adapter
# was not run, and when a cell is empty or has no reason.
# Usage: .ci/conformance.sh [--readme]    --readme puts the table into README.md as well
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cells=$(mktemp -d)
trap 'rm -rf "$cells"' EXIT

# The mailbox comes first; the order of the other columns is that of platforms/all/networks.go, of
# the rows that of the suite.
networks="mailbox $(grep -oE '[a-z]+\.Describe\(\)' platforms/all/networks.go | sed 's/\..*//' | grep -v byhand)"

code=0
for name in $networks; do
	adapter=platforms/$name
	if ! COMMSDESK_CONFORMANCE="$cells/$name" .ci/go.sh test -tags "${TAGS:-sqlite_fts5}" -run Conformance \
		-count=1 -timeout 10m "./$adapter" </dev/null >"$cells/log" 2>&1; then
		cat "$cells/log"
		code=1
	fi
	if [ ! -s "$cells/$name" ]; then
		echo "$adapter ran nothing of the suite" >&2
		code=1
	fi
done
rm -f "$cells/log"

subjects=$(sed -n '/^func subjects/,/^}/s/.*{"\([^"]*\)", .*/\1/p' platforms/conformance/conformance.go)

table=$(
	for name in $networks; do cat "$cells/$name"; done |
		SUBJECTS="$subjects" awk -F '\t' '
		!($1 in seen) { seen[$1] = 1; titles[++columns] = $1 }
		{ cell[$1, $2] = $3 }
		END {
			rows = split(ENVIRON["SUBJECTS"], subject, "\n")
			printf "| Subject"
			for (c = 1; c <= columns; c++) printf " | %s", titles[c]
			print " |"
			printf "|---"
			for (c = 1; c <= columns; c++) printf "|---"
			print "|"
			for (r = 1; r <= rows; r++) {
				printf "| %s", subject[r]
				for (c = 1; c <= columns; c++) {
					is = cell[titles[c], subject[r]]
					if (is == "yes") { printf " | yes"; continue }
					if (is !~ /^no: ./) { printf " | EMPTY %s", is; bad = 1; continue }
					why = substr(is, 5)
					if (!(why in note)) { note[why] = ++notes; reason[notes] = why; whose[notes] = titles[c] }
					printf " | no (%d)", note[why]
				}
				print " |"
			}
			print ""
			for (n = 1; n <= notes; n++) printf "%d. %s: %s\n", n, whose[n], reason[n]
			exit bad
		}'
) || code=1
printf '%s\n' "$table"

if [ "$code" -eq 0 ] && [ "${1:-}" = --readme ]; then
	TABLE="$table" awk '
		/^<!-- conformance -->$/ { print; print ""; print ENVIRON["TABLE"]; print ""; skip = 1; next }
		/^<!-- \/conformance -->$/ { skip = 0 }
		!skip' README.md >"$cells/readme"
	cp "$cells/readme" README.md
fi
exit "$code"
