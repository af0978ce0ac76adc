#!/usr/bin/env bash
# pipeline.sh [--seconds N] [--nodes N] [--tests N] - load nodes → gateway → Kafka → Streams → SQLite, every part a process of its own.
# Measures what the whole can take at most, then at four fifths of that for N seconds (60): whether lag stays flat, the processor time of
# each hop, and how long a result takes from the end of its probe to a browser; then the raw limits of the same machine with the same
# records. Last line: name=value figures, the bottleneck among them. Nothing else should run meanwhile.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=e2e/java.sh
. "$here/../e2e/java.sh"
directory=$here/target/pipeline
rm -rf "$directory"
E2E_MODULE=benchmarks E2E_JAVA_OPTIONS=-Dfoureyes.e2e.tier=4 \
  run_java dev.foureyes.benchmarks.Pipeline --directory "$directory" "$@"
