#!/usr/bin/env bash
# Fails and names the files when gofumpt would change one.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
bad="$(.tools/gofumpt -l $(scripts/go-files.sh))"
[ -z "$bad" ] || die "gofumpt would change these files; run 'make fmt':
$bad"
