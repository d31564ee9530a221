#!/usr/bin/env bash
# Opens the built program, or, on a machine without a display, says what works there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
	exec bin/commsdesk
fi
cat <<'SAY'

Commsdesk is built, but this machine has no display (DISPLAY and WAYLAND_DISPLAY are not set),
so its window was not opened. These commands work without one:

  bin/commsdesk help                          what each command does
  bin/commsdesk --workspace DIR sample        make DIR a sample desk with invented residents
  bin/commsdesk --workspace DIR queue         list what is due, the next one first

SAY
