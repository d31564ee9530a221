#!/usr/bin/env bash
# Installs the Debian or Ubuntu packages that a step needs, and only those that are missing.
# Usage: .ci/packages.sh build|test|peers|bench|windows
set -euo pipefail

build="gcc libc6-dev pkg-config libgl-dev libegl-dev libx11-dev libxcursor-dev libxrandr-dev
	libxinerama-dev libxi-dev libxxf86vm-dev libwayland-dev libxkbcommon-dev"
# The tests run a real mail server, a real keyring, a real window and a desktop's launcher (gio).
tests="git ca-certificates dovecot-imapd gnome-keyring dbus dbus-x11 xvfb xdotool
	imagemagick libgl1-mesa-dri libglib2.0-bin strace"
# What the real Bluesky network runs on: its own programs are npm's, and one of them is compiled.
networks="postgresql redis-server g++ make python3"
# What make bench compares with, and GNU time. Where Thunderbird is installed it joins in.
peers="isync notmuch msmtp claws-mail time"
windows="gcc-mingw-w64-x86-64 g++-mingw-w64-x86-64"

case "${1:-}" in
build) wanted="$build" ;;
test) wanted="$build $tests $networks" ;;
peers)
	wanted="$build $networks"
	command -v node >/dev/null || wanted="$wanted nodejs npm"
	;;
bench) wanted="$build $tests $peers" ;;
windows) wanted="$build $windows" ;;
*)
	echo "Usage: .ci/packages.sh build|test|peers|bench|windows" >&2
	exit 2
	;;
esac

# Go itself is a package here only where none is installed; .ci/go.sh makes it new enough.
if ! command -v go >/dev/null && [ ! -x /usr/local/go/bin/go ]; then
	wanted="$wanted golang-go ca-certificates"
fi

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
	echo "This is not Debian or Ubuntu, so nothing was installed. The build goes on with what is here." >&2
	echo "What Debian calls these packages is needed:" $wanted >&2
	exit 0
fi

missing=()
for package in $wanted; do
	status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
	[ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "These packages are missing, and installing them needs an administrator:" >&2
		echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
		exit 1
	fi
	as_root=(sudo)
fi

# Installing a server must not start one on this machine: the tests start their own, on loopback.
# policy-rc.d is Debian's way to say so; one that is already there is left alone.
servers=""
for package in "${missing[@]}"; do
	case "$package" in
	dovecot-imapd) servers="$servers dovecot.service dovecot.socket" ;;
	postgresql | redis-server) servers="$servers $package.service" ;;
	esac
done
policy=/usr/sbin/policy-rc.d
if [ -n "$servers" ] && [ ! -e "$policy" ]; then
	trap '"${as_root[@]}" rm -f "$policy"' EXIT
	printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
	"${as_root[@]}" chmod 755 "$policy"
fi

echo "Installing: ${missing[*]}"
"${as_root[@]}" apt-get update -q </dev/null
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
	apt-get install -q -y --no-install-recommends "${missing[@]}" </dev/null

# Nor may it start at the next boot.
if [ -n "$servers" ] && [ -d /run/systemd/system ]; then
	"${as_root[@]}" systemctl disable --quiet $servers 2>/dev/null || true
fi
