#!/usr/bin/env bash
# npm.sh [--required]: node_modules as package-lock.json says, once per lock file. Without npm: exit 1 quietly, so that the
# caller can go on without the scripts; with --required that is an error.
set -euo pipefail
source "$(dirname "$0")/lib.sh"

if ! command -v npm >/dev/null; then
  [ "${1:-}" = --required ] && die "Node.js is missing: install Node 20.19 or newer with npm."
  say "no npm: building without the bundled browser scripts; every page works without them"
  exit 1
fi
stamp="$(sha256sum package-lock.json | cut -d' ' -f1)"
if [ -f node_modules/.schakel-lock ] && [ "$(cat node_modules/.schakel-lock)" = "$stamp" ]; then exit 0; fi
# No install scripts run: nothing here needs them, and a package's own code then never runs at install time.
if ! npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; then
  [ "${1:-}" = --required ] && die "npm ci failed: see above."
  say "npm ci failed: building without the bundled browser scripts; every page works without them"
  exit 1
fi
echo "$stamp" >node_modules/.schakel-lock
