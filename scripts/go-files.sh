#!/usr/bin/env bash
# Every Go file that people write: no generated templ files, no other module.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
find . -name '*.go' ! -name '*_templ.go' ! -path './node_modules/*' ! -path './tools/*' ! -path './.tools/*' ! -path './tmp/*' | sort
