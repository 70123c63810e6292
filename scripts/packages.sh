#!/usr/bin/env bash
# packages.sh check|unit|rights|database|browser|sabotage: the packages of one lane, one per line.
#   check     rules about the tree itself: architecture, migrations, catalogues
#   unit      everything but the browser lane, the rights matrix, bench and faults
#   rights    the rights matrix: every route as everybody
#   database  packages whose tests use internal/testkit/testdb, so that run once more on PostgreSQL
#   browser   the browser harness and the journeys
#   sabotage  packages with tests for the sabotage build, which breaks each scope predicate in turn
set -euo pipefail
source "$(dirname "$0")/lib.sh"
all() { go list ./...; }
slow='^schakel/(e2e|bench|faults)(/|$)|^schakel/internal/testkit/(browser|authztest)(/|$)'
case "$1" in
check)    all | { grep -E '^schakel/internal/(testkit/archtest|web/locale)$' || true; } ;;
unit)     all | grep -vE "$slow" ;;
rights)   all | { grep -E '^schakel/internal/testkit/authztest(/|$)' || true; } ;;
browser)  all | { grep -E '^schakel/(e2e(/|$)|internal/testkit/browser$)' || true; } ;;
database) go list -test -f '{{.ImportPath}} {{join .Deps " "}}' ./... |
            { grep -E ' schakel/internal/testkit/testdb( |$)' || true; } | cut -d' ' -f1 | sed -nE 's/\.test$//p' |
            { grep -vE "$slow" || true; } ;;
sabotage) { grep -rlE '^//go:build .*sabotage' --include='*_test.go' internal e2e 2>/dev/null || true; } | xargs -r -n1 dirname | sort -u | sed 's#^#schakel/#' ;;
*) die "packages.sh: unknown lane $1" ;;
esac
