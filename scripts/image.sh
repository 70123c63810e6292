#!/usr/bin/env bash
# Lays out bin/image: the program, linked so that it needs nothing else, an account without rights, certificates of this machine, folders.
set -euo pipefail
source "$(dirname "$0")/lib.sh"
out=bin/image
rm -rf "$out" && mkdir -p "$out/etc/ssl/certs" "$out/data/tmp"
version="$(git describe --tags --always --dirty 2>/dev/null || echo dev)"
GOFLAGS="-tags=sqlite_fts5,netgo,osusergo,sqlite_omit_load_extension -buildvcs=false" CGO_ENABLED=1 \
  go build -trimpath -ldflags "-s -w -X schakel/internal/app.Version=$version -linkmode external -extldflags -static" -o "$out/schakel" ./cmd/schakel
cp deploy/passwd "$out/etc/passwd"
for c in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt; do
  if [ -f "$c" ]; then cp "$c" "$out/etc/ssl/certs/ca-certificates.crt"; break; fi
done
[ -f "$out/etc/ssl/certs/ca-certificates.crt" ] || die "no certificates on this machine: apt-get install ca-certificates"
chmod 0700 "$out/data"
if [ "$(id -u)" = 0 ]; then chown -R 10001:10001 "$out/data"; fi
say "bin/image is ready: $(du -sh "$out" | cut -f1)"
