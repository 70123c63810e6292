# Shared by the scripts beside it: source "$(dirname "$0")/lib.sh". No side effects but cd to the repository's root.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export GOFLAGS="${GOFLAGS:--tags=sqlite_fts5 -buildvcs=false}" GOTOOLCHAIN="${GOTOOLCHAIN:-local}"
say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }

# pg_bin prints the folder with initdb and pg_ctl, newest version first; fails when there is none.
pg_bin() {
  if [ -n "${SCHAKEL_PG_BIN:-}" ]; then echo "$SCHAKEL_PG_BIN"; return; fi
  local dir
  for dir in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) "$(dirname "$(command -v initdb || echo /none/x)")"; do
    if [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ]; then echo "$dir"; return; fi
  done
  return 1
}

# chromium_path prints the browser the tests drive; fails when there is none.
chromium_path() {
  local c
  for c in "${SCHAKEL_CHROMIUM:-}" /usr/bin/chromium "$(command -v chromium-browser || true)" "$(command -v google-chrome || true)"; do
    if [ -n "$c" ] && [ -x "$c" ]; then echo "$c"; return; fi
  done
  return 1
}
