#!/usr/bin/env bash
# Installs what the tests hold their adapters against, once, into the user's cache: the programs of
# a real Bluesky network (MIT, Apache 2.0), and Prism (Apache 2.0), which checks our requests against
# X's own description. Without Node 20 and npm it says so and the tests stand aside; under
# COMMSDESK_PEERS that is a failure.
set -euo pipefail

aside() {
	echo "No real peers are tested: $1" >&2
	[ -z "${COMMSDESK_PEERS:-}" ] && exit 0
	exit 1
}

command -v node >/dev/null && command -v npm >/dev/null || aside "there is no Node or no npm on this machine"
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || aside "they need Node 20 or newer, and this is $(node --version)"

# install FOLDER PACKAGE VERSION WHAT [NPM'S ARGUMENTS...]: put one package and what it needs there.
install() {
	local into="${XDG_CACHE_HOME:-$HOME/.cache}/commsdesk/$1" package=$2 version=$3 what=$4 have
	shift 4
	have=$(node -p "require('$into/node_modules/$package/package.json').version" 2>/dev/null || true)
	[ "$have" != "$version" ] || return 0
	echo "Installing $what into $into"
	rm -rf "$into.new"
	mkdir -p "$into.new"
	if ! timeout 600 npm install --prefix "$into.new" --no-audit --no-fund --loglevel=error "$@" \
		"$package@$version" </dev/null; then
		rm -rf "$into.new"
		aside "$package could not be installed"
	fi
	rm -rf "$into"
	mv "$into.new" "$into"
}

install prism @stoplight/prism-cli 5.16.0 "a validator of requests: 20 seconds, 75 MB" --ignore-scripts

# The network's database is compiled here, against the headers of this Node where they are installed.
[ ! -e /usr/include/node/node_version.h ] || export npm_config_nodedir=/usr
install bluesky @atproto/dev-env 0.3.215 "a Bluesky network: about two minutes, 360 MB"
