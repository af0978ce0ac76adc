#!/usr/bin/env bash
# exact-accounting.sh [--kills N] [--results M] [--seed S] - kills nodes, gateway, broker, ingest and store writer at random while
# results flow, and counts. Last line: emitted=… stored=… lost=… duplicated=… kills=… seed=…; exit 0 only when nothing is lost or doubled.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=e2e/java.sh
. "$here/java.sh"
directory=$here/target/exact-accounting
rm -rf "$directory"
run_java dev.foureyes.e2e.ExactAccounting --directory "$directory" "$@"
