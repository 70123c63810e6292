#!/usr/bin/env bash
# fuzz.sh DURATION: every fuzz target of the tree, one after the other (go test fuzzes one target at a time).
set -euo pipefail
source "$(dirname "$0")/lib.sh"
n=0
while IFS=: read -r file line; do
  name="$(sed -nE 's/^func (Fuzz[A-Za-z0-9_]*)\(.*/\1/p' <<<"$line")"
  say "fuzz $(dirname "$file") $name"
  go test -run '^$' -fuzz "^$name\$" -fuzztime "${1:-20s}" "./$(dirname "$file")"
  n=$((n + 1))
done < <(grep -rHE '^func Fuzz[A-Za-z0-9_]*\(' --include='*_test.go' internal cmd 2>/dev/null || true)
say "$n fuzz targets"
