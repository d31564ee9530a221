#!/usr/bin/env bash
# Installs the programs of a real Bluesky network (MIT, Apache 2.0) for the tests, once, into the
# user's cache. Without Node 20 and npm it says so and the tests stand aside; under
# COMMSDESK_PEERS that is a failure.
set -euo pipefail

version=0.3.215
into="${XDG_CACHE_HOME:-$HOME/.cache}/commsdesk/bluesky"

aside() {
	echo "No real Bluesky network is tested: $1" >&2
	[ -z "${COMMSDESK_PEERS:-}" ] && exit 0
	exit 1
}

command -v node >/dev/null && command -v npm >/dev/null || aside "there is no Node or no npm on this machine"
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || aside "it needs Node 20 or newer, and this is $(node --version)"

have=$(node -p "require('$into/node_modules/@atproto/dev-env/package.json').version" 2>/dev/null || true)
[ "$have" != "$version" ] || exit 0

# Its database is compiled here, against the headers of this Node where they are installed.
[ ! -e /usr/include/node/node_version.h ] || export npm_config_nodedir=/usr
echo "Installing a Bluesky network into $into: about two minutes, and 360 MB"
rm -rf "$into.new"
mkdir -p "$into.new"
if ! timeout 600 npm install --prefix "$into.new" --no-audit --no-fund --loglevel=error \
	"@atproto/dev-env@$version" </dev/null; then
	rm -rf "$into.new"
	aside "its programs could not be installed"
fi
rm -rf "$into"
mv "$into.new" "$into"
