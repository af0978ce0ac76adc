#!/usr/bin/env bash
# The interface in a browser, against a server and a node of its own: ./run.sh [--readme] [PLAYWRIGHT OPTION]...
# --readme takes the pictures in docs/images instead. What is built must be there already (./foureyes up builds it).
# Needs Node.js and Chromium (CHROMIUM says where). Says the totals last; fails when a spec fails.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/foureyes-browser.XXXXXX")
totals=$here/target/totals

finish() {
  local code=$?
  trap - EXIT INT TERM
  "$root/foureyes" down --data-dir "$scratch/data"
  mkdir -p "$here/target"
  if ((code != 0)); then
    # What the failure looked like from the other side.
    cp -r "$scratch/data/logs" "$here/target/" 2>/dev/null
    [[ -f $totals ]] || printf 'browser: 0 passed, 1 failed\n' >"$totals"
  fi
  rm -rf "$scratch"
  cat "$totals"
  exit "$code"
}

find_chromium() {
  local candidate
  for candidate in "${CHROMIUM-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
    if [[ -x $candidate ]]; then printf '%s' "$candidate"; return; fi
  done
  printf 'browser: no Chromium found (expected: CHROMIUM, or the package chromium)\n' >&2
  return 1
}

# Exactly what package-lock.json says; nothing to do when that was done before.
install_modules() {
  local stamp=$here/node_modules/.foureyes-lock wanted
  wanted=$(cat "$here/package-lock.json" <(node --version) | cksum)
  [[ -f $stamp && $(<"$stamp") == "$wanted" ]] && return
  (cd "$here" && npm ci --prefer-offline --no-audit --no-fund) && printf '%s' "$wanted" >"$stamp"
}

free_ports() { # COUNT
  node -e '
    const { createServer } = require("node:net");
    const open = Array.from({ length: Number(process.argv[1]) }, () => createServer().listen(0, "0.0.0.0"));
    Promise.all(open.map((each) => new Promise((done) => each.on("listening", done)))).then(() => {
      console.log(open.map((each) => each.address().port).join(" "));
      for (const each of open) each.close();
    });' "$1"
}

# A node that a spec starts must not build, either.
export FOUREYES_NO_BUILD=yes
trap finish EXIT
trap 'exit 130' INT TERM
rm -rf "$here/target/totals" "$here/target/logs"

if [[ ${1-} == --readme ]]; then export E2E_README=yes; shift; fi
CHROMIUM=$(find_chromium) || exit 1
export CHROMIUM
install_modules || exit 1
(cd "$here" && npm run --silent typecheck) || exit 1

read -r port gateway_port kafka_port < <(free_ports 3)
"$root/foureyes" up --detach --no-build --data-dir "$scratch/data" \
  --port "$port" --gateway-port "$gateway_port" --kafka-port "$kafka_port" | tee "$scratch/up.txt" || exit 1
E2E_SETUP_LINK=$(sed -n 's/^ *first set-up *//p' "$scratch/up.txt")
export E2E_SETUP_LINK E2E_URL=http://localhost:$port E2E_SCRATCH=$scratch

cd "$here" && node_modules/.bin/playwright test "$@"
