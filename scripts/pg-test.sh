#!/usr/bin/env bash
# pg-test.sh COMMAND…: starts a throwaway PostgreSQL on a unix socket in a temporary folder, runs COMMAND with
# SCHAKEL_TEST_POSTGRES set to its address, stops it and removes everything; exits with COMMAND's status.
# Durability is off: this cluster is only fit for tests. PostgreSQL refuses to run as root, so root borrows another user.
set -euo pipefail
root="$PWD"
source "$(dirname "$0")/lib.sh"

bin="$(pg_bin)" || die "PostgreSQL is missing: run 'make setup', or: sudo apt-get install postgresql"
# Every test copies a database of 13 MB: in memory that takes a quarter of the time, where there is room for it.
base=/tmp
room="$(df --output=avail -k /dev/shm 2>/dev/null | tail -1 || true)"
if [ -w /dev/shm ] && [ "${room:-0}" -gt 4000000 ]; then base=/dev/shm; fi
dir="$(mktemp -d "$base/schakel-pg.XXXXXX")"
as=()
if [ "$(id -u)" = 0 ]; then
  user=postgres; id -u "$user" >/dev/null 2>&1 || user=nobody
  chown "$user" "$dir"
  as=(runuser -u "$user" --)
fi
stop() {
  status=$?
  trap - EXIT
  "${as[@]}" "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$dir"
  exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

cd "$dir"
"${as[@]}" "$bin/initdb" -D "$dir/data" -U schakel -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; exit 1; }
"${as[@]}" tee -a "$dir/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$dir'
max_connections = 200
shared_buffers = 128MB
fsync = off
full_page_writes = off
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
jit = off
CONF
"${as[@]}" "$bin/pg_ctl" -D "$dir/data" -l "$dir/postgres.log" -w -t 60 start >/dev/null || { cat "$dir/postgres.log" >&2; exit 1; }
export SCHAKEL_TEST_POSTGRES="postgres://schakel@/postgres?host=$dir&sslmode=disable"
cd "$root"
"$@" && status=0 || status=$?
if [ "$status" -ne 0 ]; then grep -E 'FATAL|PANIC' "$dir/postgres.log" | tail -5 >&2 || true; fi
exit "$status"
