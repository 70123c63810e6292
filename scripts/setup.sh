#!/usr/bin/env bash
# setup.sh build|test|office: what the machine lacks for building, testing, or reading our files with LibreOffice is installed with apt where that may be done
# (root and apt-get), else named exactly, and the script fails.
set -euo pipefail
source "$(dirname "$0")/lib.sh"

need="${1:-test}"
command -v go >/dev/null || die "Go is missing: install Go 1.26 or newer (go.dev/dl) and run this again."
gov="$(go env GOVERSION)"; minor="${gov#go1.}"; minor="${minor%%[.-]*}"; minor="${minor%%[a-z]*}"
[ "${minor:-0}" -ge 26 ] || die "Go is too old: found $gov, Schakel needs Go 1.26 or newer."

packages=()
if ! command -v gcc >/dev/null && ! command -v cc >/dev/null; then
  # Without a C compiler Go builds with the pure Go SQLite driver: good enough to build and to see the demo.
  if [ "$need" = test ]; then packages+=(gcc libc6-dev); else say "no C compiler: building with the slower, pure Go SQLite"; fi
fi
if [ "$need" = test ]; then
  pg_bin >/dev/null || packages+=(postgresql)
  chromium_path >/dev/null || packages+=(chromium fonts-liberation)
  command -v git >/dev/null || packages+=(git)
  command -v qpdf >/dev/null || packages+=(qpdf)                 # a second opinion about our PDFs
  command -v pdftotext >/dev/null || packages+=(poppler-utils)
  /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null || packages+=(python3-aiosmtpd) # a real mail server to send to
fi
if [ "$need" = office ]; then command -v soffice >/dev/null || packages+=(libreoffice-calc-nogui); fi

if [ "${#packages[@]}" -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "installing: ${packages[*]}"
    export DEBIAN_FRONTEND=noninteractive
    log="$(mktemp)"
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${packages[@]}"; } >"$log" 2>&1 </dev/null ||
      { cat "$log" >&2; die "apt-get could not install: ${packages[*]}"; }
    rm -f "$log"
  else
    die "These packages are missing and this script may not install them. Run:
  sudo apt-get install --no-install-recommends ${packages[*]}
or set SCHAKEL_PG_BIN (folder with initdb) and SCHAKEL_CHROMIUM (path of Chromium) to your own."
  fi
fi

if [ "$need" = test ] && ! command -v npm >/dev/null; then
  die "Node.js is missing: install Node 20.19 or newer with npm. The tests bundle htmx and run axe-core and html-validate with it."
fi
