#!/usr/bin/env bash
# Builds the tools of tools/go.mod and tools/s3/go.mod into .tools/, once per version of those and of Go.
set -euo pipefail
source "$(dirname "$0")/lib.sh"

stamp="$(cat tools/go.mod tools/go.sum tools/s3/go.mod tools/s3/go.sum <(go env GOVERSION) | sha256sum | cut -d' ' -f1)"
if [ -f .tools/version ] && [ "$(cat .tools/version)" = "$stamp" ] && [ -x .tools/golangci-lint ] && [ -x .tools/gofumpt ] && [ -x .tools/templ ] && [ -x .tools/versitygw ]; then
  exit 0
fi
runtime="$(sed -nE 's#^[[:space:]]*(require )?github.com/a-h/templ (v[^ ]+).*#\2#p' go.mod)"
generator="$(sed -nE 's#^[[:space:]]*(require )?github.com/a-h/templ (v[^ ]+).*#\2#p' tools/go.mod)"
[ "$runtime" = "$generator" ] || die "templ differs: go.mod has ${runtime:-none}, tools/go.mod has ${generator:-none}; they must be the same version."

say "building the tools of tools/go.mod into .tools/ (the first time takes a few minutes)"
mkdir -p .tools
GOBIN="$PWD/.tools" GOFLAGS=-buildvcs=false go -C tools install tool
GOBIN="$PWD/.tools" GOFLAGS=-buildvcs=false go -C tools/s3 install tool # the S3 server that tests store files in
echo "$stamp" >.tools/version
