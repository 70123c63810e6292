#!/usr/bin/env bash
# run-or-test.sh ./dir: runs the program in dir, or its tests when it is not a program.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
[ -d "$1" ] || { say "$1 does not exist yet"; exit 0; }
if [ "$(go list -f '{{.Name}}' "$1")" = main ]; then exec go run "$1" "${@:2}"; fi
exec go test -count=1 -v -timeout 30m "$1/..." "${@:2}"
