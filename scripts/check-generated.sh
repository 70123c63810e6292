#!/usr/bin/env bash
# Generates again and fails when a *_templ.go differs from the tree's, or stands without its .templ.
# Compares before and after, not with git, so that it also works in a work tree with other changes.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
generated() { find . \( -path ./node_modules -o -path ./.git -o -path ./tools \) -prune -o -name '*_templ.go' -print | sort; }

for f in $(generated); do
  [ -f "${f%_templ.go}.templ" ] || die "$f has no ${f%_templ.go}.templ: delete it."
done
before="$(generated | xargs -r sha256sum)"
.tools/templ generate -log-level error
after="$(generated | xargs -r sha256sum)"
if [ "$before" != "$after" ]; then
  diff <(echo "$before") <(echo "$after") | sed -nE 's/^[<>] [0-9a-f]+ +//p' | sort -u >&2 || true
  die "these generated files were out of date; they are regenerated now: commit them (make generate)."
fi
