#!/usr/bin/env bash
# queries.sh [--rows N] [--tests N] - what the interface's queries take over a store of N results (10,000,000): a page of the list of tests and all
# of it, charts of 24 hours and 30 days, a mesh of 100 nodes, a matrix, a ranking. Each cold (the store just opened and, for root, the
# system's cache dropped) and warm. Nothing else should run meanwhile.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=e2e/java.sh
. "$here/../e2e/java.sh"
directory=$here/target/queries
rm -rf "$directory"
mkdir -p "$directory"
E2E_MODULE=benchmarks run_java dev.foureyes.benchmarks.StoreQueries --directory "$directory" "$@"
