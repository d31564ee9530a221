#!/usr/bin/env bash
# Runs the go command in the version that go.mod names, or a newer one.
# Usage: .ci/go.sh build ./...
#
# A distribution's own Go is often older (Debian 12 has 1.19) and may be too old to fetch its
# successor by itself. The Go project publishes each release as the module golang.org/toolchain;
# this fetches that module, checked against Go's checksum database like any other, into the
# user's cache folder, and never touches the Go that is installed.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
needed=$(sed -n 's/^go \([0-9.]*\)$/\1/p' "$root/go.mod")

# new_enough GO: is this go command at least the version in go.mod?
new_enough() {
	local version
	version=$(cd / && GOTOOLCHAIN=local "$1" env GOVERSION 2>/dev/null) || return 1
	[ "$(printf '%s\n%s\n' "$needed" "${version#go}" | sort -V | head -n 1)" = "$needed" ]
}

# run GO ARGS...: become that go command. Its folder leads PATH, for the tests that build, and the
# folder of servers ends it, for those that start Dovecot: a user's own PATH often lacks that.
run() {
	local go=$1
	shift
	PATH="$(dirname "$go"):$PATH:/usr/sbin"
	export PATH
	exec "$go" "$@"
}

installed=
for go in "$(command -v go || true)" /usr/local/go/bin/go /usr/lib/go/bin/go; do
	[ -n "$go" ] && [ -x "$go" ] || continue
	if new_enough "$go"; then
		run "$go" "$@"
	fi
	installed=${installed:-$go}
done

if [ -z "$installed" ]; then
	echo "Go is not installed. Run: .ci/packages.sh build" >&2
	exit 1
fi

cache="${XDG_CACHE_HOME:-$HOME/.cache}/commsdesk-build"
release="v0.0.1-go$needed.linux-$(cd / && GOTOOLCHAIN=local "$installed" env GOARCH)"
toolchain="$cache/golang.org/toolchain@$release"
if [ ! -e "$toolchain/.complete" ]; then
	echo "Fetching Go $needed, since the installed one is older, into $cache ..." >&2
	mkdir -p "$cache"
	(cd "$cache" && GO111MODULE=on GOTOOLCHAIN=local GOFLAGS=-modcacherw GOMODCACHE="$cache" \
		"$installed" mod download "golang.org/toolchain@$release") >&2
	# Modules carry no permission bits, so the programs in this one must be made programs.
	chmod +x "$toolchain"/bin/* "$toolchain"/pkg/tool/*/*
	touch "$toolchain/.complete"
fi
unset GOROOT
run "$toolchain/bin/go" "$@"
