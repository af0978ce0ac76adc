#!/usr/bin/env bash
# test.sh - the whole test suite; `./foureyes test` calls it. `--help` says what there is.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
export JAVA_HOME=${FOUREYES_JAVA_HOME:-$("$root/foureyes" --jdk)}
reports=$root/target/test
stages=(build accounting browser compose benchmark)
peers=(docker chromium ip iptables ping fping traceroute mtr nginx named dnssec-signzone unbound dig delv bird gobgpd curl strace prometheus-blackbox-exporter)
declare -A packages=([ip]=iproute2 [ping]=iputils-ping [mtr]=mtr-tiny [nginx]=nginx-light [named]=bind9 [dnssec-signzone]=bind9-utils [dig]=bind9-dnsutils
  [delv]=bind9-dnsutils [bird]=bird2) # of Debian, where their names are others

usage() {
  cat <<END
./foureyes test [--unit] [STAGE]...

The whole test suite. Installs from Debian what it needs and the machine lacks (${peers[*]}), where it may.

  --unit      only what needs no peers and no whole system: a few minutes

  build       unit tests of all modules, contract and format checks, modules against real peers, whole-system tests
  accounting  50,000 results while everything is killed 20 times: none lost, none doubled
  browser     the interface in headless Chromium
  compose     the container images and the compose stack
  benchmark   that those in benchmarks/ work; figures of short runs mean little
END
}

say() { printf '\n== %s\n' "$*"; }
fail() { printf 'foureyes test: %s\n' "$*" >&2; exit 1; }

chosen=()
unit=
while (($#)); do
  case $1 in
    --unit) unit=yes ;;
    --help | -h) usage; exit ;;
    *)
      [[ " ${stages[*]} " == *" $1 "* ]] || {
        echo "foureyes test: $1 (expected: --unit, or one of ${stages[*]})" >&2
        exit 2
      }
      chosen+=("$1")
      ;;
  esac
  shift
done
((${#chosen[@]})) || chosen=("${stages[@]}")
mkdir -p "$reports"
rm -f "$reports"/*.log
started=$SECONDS
totals=()

# --- peers -----------------------------------------------------------------------------------------------------

PATH=$PATH:/usr/sbin:/sbin # where Debian has daemons

has() {
  case $1 in
    docker) bash docker/base-images.sh --check >/dev/null 2>&1 ;;
    chromium) command -v "${CHROMIUM:-chromium}" >/dev/null ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

get() { # the peers that are named
  local peer from_debian=()
  for peer; do
    if [[ $peer == docker ]]; then as_root bash docker/base-images.sh; else from_debian+=("${packages[$peer]:-$peer}"); fi
  done
  ((${#from_debian[@]})) || return 0
  with_no_daemon_started as_root apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${from_debian[@]}" \
    >"$reports/peers.log" 2>&1
}

# Tests start peers themselves; a name server or router must not run on the machine just because it was installed for them.
with_no_daemon_started() {
  local policy=/usr/sbin/policy-rc.d code=0
  [[ ! -e $policy ]] || { "$@"; return; }
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
  "$@" || code=$?
  as_root rm -f "$policy"
  return "$code"
}

as_root() { if [[ $(id -u) == 0 ]]; then DEBIAN_FRONTEND=noninteractive "$@"; else sudo DEBIAN_FRONTEND=noninteractive "$@"; fi; }

may_install() {
  command -v apt-get >/dev/null || return 1
  [[ $(id -u) != 0 ]] || return 0
  command -v sudo >/dev/null && [[ -t 0 && -t 2 ]] || return 1
  local answer
  read -r -p "These are needed and missing: $*. Install them with sudo? [y/N] " answer
  [[ $answer == [yY]* ]]
}

ensure_peers() {
  local peer missing=()
  for peer in "${peers[@]}"; do has "$peer" || missing+=("$peer"); done
  ((${#missing[@]})) || return 0
  may_install "${missing[@]}" ||
    fail "missing: ${missing[*]} (expected: on this machine; on Debian, root may leave their installation to this command)"
  say "installing ${missing[*]}"
  get "${missing[@]}" || { tail -n 20 "$reports/peers.log" 2>/dev/null; fail "they cannot be installed (see above)"; }
  for peer in "${missing[@]}"; do has "$peer" || fail "$peer was installed and does not work"; done
}

# --- stages ----------------------------------------------------------------------------------------------------

# stage NAME COMMAND...: runs it with its output in a log; shows the log's end when it fails
stage() {
  local name=$1 log=$reports/$1.log begun=$SECONDS
  shift
  say "$name ($log)"
  if ! "$@" >"$log" 2>&1; then
    grep -E '^\[ERROR\]|FAIL|lost=' "$log" | head -n 60 || true
    tail -n 40 "$log"
    fail "$name failed after $((SECONDS - begun)) s; all of it is in $log"
  fi
  printf '   passed in %d s\n' $((SECONDS - begun))
}

# What the runners of Java and TypeScript counted, from the reports that this run has written.
count_reports() {
  local files
  files=$(find . -path ./ui/node_modules -prune -o \( -path '*/target/surefire-reports/TEST-*.xml' -o -path '*/target/failsafe-reports/TEST-*.xml' \) \
    -newer "$reports/begun" -print)
  # shellcheck disable=SC2086
  grep -ho '<testsuite [^>]*>' $files | awk '
    function value(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : 0 }
    { tests += value("tests"); bad += value("failures") + value("errors"); skipped += value("skipped") }
    END { printf "java: %d passed, %d failed, %d skipped\n", tests - bad - skipped, bad, skipped; exit (bad + skipped > 0 || tests == 0) }'
}

count_interface() {
  sed 's/\x1b\[[0-9;]*m//g' "$1" | sed -n 's/^ *Tests  *\([0-9]* passed\).*/interface: \1, 0 failed/p' | grep .
}

build() {
  local name=build counted
  local goals=(verify)
  [[ -z $unit ]] || name=unit goals=(-T 2 test) # two modules at once; whole systems want the machine for themselves
  touch "$reports/begun"
  stage "$name" mvn -B -ntp "${goals[@]}"
  counted=$(count_reports) || fail "${counted:-no test has run} (expected: all passed, none skipped)"
  totals+=("$counted")
  counted=$(count_interface "$reports/$name.log") || fail "the interface's tests have not run"
  totals+=("$counted")
}

need_build() { # the programs that the other stages run
  [[ " ${chosen[*]} " == *' build '* ]] || stage package mvn -B -ntp -DskipTests package
  export FOUREYES_BUILT=yes
}

accounting() {
  stage accounting e2e/exact-accounting.sh --kills 20 --results 50000
  totals+=("accounting: $(tail -n 1 "$reports/accounting.log")")
}

browser() {
  stage browser e2e/browser/run.sh
  totals+=("$(tail -n 1 "$reports/browser.log")")
}

compose() {
  stage compose e2e/compose.sh
  totals+=("$(tail -n 1 "$reports/compose.log")")
}

benchmark() {
  stage benchmark benchmarks/pipeline.sh --seconds 10
  totals+=("benchmark: $(tail -n 1 "$reports/benchmark.log" | cut -d' ' -f1-5)")
  stage node-benchmark benchmarks/node.sh --seconds 10 --https-tests 300 --tests 600
  totals+=("benchmark: $(tail -n 1 "$reports/node-benchmark.log" | cut -d' ' -f1-5)")
}

if [[ -n $unit ]]; then
  build
else
  ensure_peers
  [[ ! -e /.dockerenv ]] || export TESTCONTAINERS_HOST_OVERRIDE=localhost # or it looks for ports at another container
  [[ " ${chosen[*]} " != *' build '* ]] || build
  need_build
  for each in "${chosen[@]}"; do
    [[ $each == build ]] || "$each"
  done
fi
say "passed in $(((SECONDS - started) / 60)) min $(((SECONDS - started) % 60)) s"
printf '%s\n' "${totals[@]}"
