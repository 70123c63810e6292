#!/usr/bin/env bash
# on-both.sh BINARY ARGUMENT…: what `go test -exec` runs a test binary by, in the package's folder: on SQLite, and again on the PostgreSQL of
# SCHAKEL_TEST_POSTGRES when the package is one of SCHAKEL_TEST_BOTH.
set -uo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"
SCHAKEL_TEST_POSTGRES='' "$@"
status=$?
case " $SCHAKEL_TEST_BOTH " in
*" schakel${PWD#"$root"} "*)
  echo "on PostgreSQL:"
  "$@" || status=$? ;;
esac
exit "$status"
