#!/usr/bin/env bash
# node.sh [--seconds N] [--https-tests N] [--tests N] - what one node costs, beside Debian's prometheus-blackbox-exporter in the same run.
# An idle node; then 1,000 HTTPS tests at 60 s, and as many checks by the exporter at the same pace and target; then 5,000 TCP tests at 60 s
# for how late runs start. Last line: name=value figures. Nothing else should run meanwhile.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=e2e/java.sh
. "$here/../e2e/java.sh"
command -v prometheus-blackbox-exporter >/dev/null || {
  echo "prometheus-blackbox-exporter: not found (expected: on this machine, to compare with; a package of Debian)" >&2
  exit 2
}
directory=$here/target/node
rm -rf "$directory"
E2E_MODULE=benchmarks run_java dev.foureyes.benchmarks.NodeCost --directory "$directory" "$@"
