#!/usr/bin/env bash
# compose.sh - builds the images from this checkout, runs docker-compose.yml as an installation of its own, and kills its parts.
#
#   e2e/compose.sh            all of it
#   e2e/compose.sh --keep     leave the stack running at the end, to look at it
#
# Needs what the whole build needs (bash, curl, Node.js). Docker and the base images are used where they are; where they are not,
# docker/base-images.sh provides them. Ends with "compose: N passed, M failed".
#
# Settings (environment): FOUREYES_UI_PORT (14444), FOUREYES_GATEWAY_PORT (14443), COMPOSE_E2E_PROJECT (foureyes-compose-e2e)
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

export FOUREYES_UI_PORT=${FOUREYES_UI_PORT:-14444}
export FOUREYES_GATEWAY_PORT=${FOUREYES_GATEWAY_PORT:-14443}
export FOUREYES_TAG=compose-e2e
export COMPOSE_PROJECT_NAME=${COMPOSE_E2E_PROJECT:-foureyes-compose-e2e}
export COMPOSE_ANSI=never COMPOSE_FILE=docker-compose.yml
# The stack is the default one, whatever the caller's environment says.
unset FOUREYES_BIND FOUREYES_PUBLIC_URL FOUREYES_GATEWAY_ADDRESS COMPOSE_PROFILES

url=http://localhost:$FOUREYES_UI_PORT
services=(kafka control-plane gateway ingest-streams alerting node)
test_id=compose-e2e
test_interval_s=2
node_starts=1

passed=0
failed=0
keep=
figures=()
work=$(mktemp -d "${TMPDIR:-/tmp}/foureyes-compose.XXXXXX")
token=

case ${1-} in
  '') ;;
  --keep) keep=yes ;;
  *) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p}' "$0"; exit 2 ;;
esac

# --- reporting -------------------------------------------------------------------------------------------------

now_ms() { local t=${EPOCHREALTIME/[.,]/}; printf '%s' "${t:0:-3}"; }
seconds() { awk -v ms="$1" 'BEGIN { printf "%.1f s", ms / 1000 }'; }

say() { printf '%s\n' "$*"; }
pass() { passed=$((passed + 1)); printf 'ok    %s\n' "$*"; }
figure() { figures+=("$(printf '%-34s %s' "$1" "$2")"); } # WHAT VALUE

# fail WHAT [SERVICE]...: says what is wrong, shows what these services said last, and ends the run
fail() {
  local service
  failed=$((failed + 1))
  printf 'FAIL  %s\n' "$1"
  shift
  for service in "$@"; do
    printf -- '---- the last of %s (%s)\n' "$service" "$(state_of "$service" 2>/dev/null || printf 'no container')"
    inspect "$service" '{{range .State.Health.Log}}{{.Start}} exit code {{.ExitCode}}: {{.Output}}{{println}}{{end}}' 2>/dev/null | grep . | tail -n 5 || true
    timeout 20 docker logs --tail 30 "$(container "$service")" 2>&1 | cut -c1-600 || true
  done
  exit 1
}

finish() {
  local code=$?
  trap - EXIT INT TERM
  if [[ -n $keep ]]; then
    say "left running: $url (docker compose -p $COMPOSE_PROJECT_NAME down -v)"
  elif command -v docker >/dev/null; then
    timeout 120 docker compose down -v --remove-orphans --timeout 5 >"$work/down.log" 2>&1 || { tail -n 5 "$work/down.log"; code=1; }
  fi
  rm -rf "$work"
  if ((code != 0 && failed == 0)); then failed=1; fi
  if ((${#figures[@]})); then
    say ""
    printf '  %s\n' "${figures[@]}"
    say ""
  fi
  say "compose: $passed passed, $failed failed"
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# --- waiting, asking -------------------------------------------------------------------------------------------

# await SECONDS CONDITION...: polls until the condition holds; its output is that of the condition when it held
await() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.2
  done
}

# json EXPRESSION: of the document `d` on standard input
json() {
  node -e 'let s = ""; process.stdin.on("data", c => s += c).on("end", () => {
    const v = new Function("d", "return " + process.argv[1])(JSON.parse(s));
    if (v === undefined) process.exit(1);
    console.log(v);
  })' "$1"
}

# api METHOD PATH [BODY]: the answer's body; fails where the status is not 2xx
api() {
  local body=()
  (($# < 3)) || body=(--header 'Content-Type: application/json' --data "$3")
  curl --silent --show-error --fail-with-body --max-time 10 --request "$1" "${body[@]}" \
    ${token:+--header "Authorization: Bearer $token"} "$url/api/v1$2"
}

container() { timeout 20 docker compose ps --all --quiet "$1" | head -n 1; } # SERVICE
inspect() { timeout 20 docker inspect --format "$2" "$(container "$1")"; }   # SERVICE TEMPLATE
state_of() { inspect "$1" '{{.State.Status}}, {{.State.Health.Status}}, exit code {{.State.ExitCode}}, {{.RestartCount}} restarts'; }
is_healthy() { [[ $(inspect "$1" '{{.State.Health.Status}}') == healthy ]]; }
is_unhealthy() { [[ $(inspect "$1" '{{.State.Health.Status}}') == unhealthy ]]; }
has_restarted() { (($(inspect "$1" '{{.RestartCount}}') > $2)); } # SERVICE RESTARTS-BEFORE

# signal SERVICE SIGNAL: to the Java process inside its container, as the container's own user. Docker counts `docker kill` as
# an order to stay down; a process that dies is what restart policies are for.
signal() {
  timeout 20 docker compose exec -T "$1" bash -c '
    for comm in /proc/[0-9]*/comm; do
      if [[ $(<"$comm") == java ]]; then pid=${comm#/proc/}; kill "-$1" "${pid%/comm}"; exit; fi
    done
    exit 1' bash "$2" >"$work/signal.log" 2>&1
}

# A result of the test that was due at or after this time is stored.
result_since() { # MILLISECONDS
  api GET "/tests/$test_id/results?page_size=1" 2>/dev/null |
    json "Date.parse(d.results?.[0]?.probe.scheduled_at) >= $1 ? 'yes' : undefined" >/dev/null 2>&1
}

node_online() {
  api GET /nodes 2>/dev/null | json 'd.nodes?.length === 1 && d.nodes[0].status?.connection === "CONNECTION_ONLINE" ? d.nodes[0].id : undefined' \
    2>/dev/null
}

all_first_tests_have_results() {
  local id
  for id in foureyes-ui foureyes-gateway system-resolver; do
    api GET "/tests/$id/results?page_size=1" 2>/dev/null | json 'd.results?.length ? 1 : undefined' >/dev/null 2>&1 || return 1
  done
}

all_components_ok() {
  api GET /system 2>/dev/null | json 'd.components?.length && d.components.every(c => c.state === "COMPONENT_STATE_OK") ? 1 : undefined' \
    >/dev/null 2>&1
}

# up WHAT: starts what does not run, and waits until all is healthy
up() {
  local service
  if ! timeout 420 docker compose up --detach --wait --wait-timeout 400 --no-build >"$work/up.log" 2>&1; then
    tail -n 15 "$work/up.log"
    local unwell=()
    for service in "${services[@]}"; do is_healthy "$service" || unwell+=("$service"); done
    fail "$1" "${unwell[@]}"
  fi
}

# The account of all results. From each of its starts on, a node numbers them without gaps: what is stored must be all numbers from 0 to
# the newest, each once. Numbers below the newest may be on their way still, hence the patience. A single round may be left out where
# the machine is too slow for it.
ledger() { # prints COUNT PAUSES-OF-THE-TEST-S..., or says what is wrong
  FOUREYES_URL=$url FOUREYES_TOKEN=$token node --input-type=module -e '
    const [testId, intervalS, starts] = process.argv.slice(1);
    const get = async path => {
      const answer = await fetch(process.env.FOUREYES_URL + "/api/v1" + path, { headers: { Authorization: "Bearer " + process.env.FOUREYES_TOKEN } });
      if (!answer.ok) throw new Error(path + ": " + answer.status + " " + await answer.text());
      return answer.json();
    };
    const all = async () => {
      const results = [];
      for (const test of (await get("/tests?page_size=500")).tests) {
        let page = "";
        do {
          const answer = await get("/tests/" + test.id + "/results?page_size=500&page_token=" + encodeURIComponent(page));
          results.push(...(answer.results ?? []));
          page = answer.next_page_token ?? "";
        } while (page);
      }
      return results;
    };
    const seq = r => Number(r.seq ?? 0);
    const newest = new Map();
    for (const r of await all()) newest.set(r.incarnation, Math.max(seq(r), newest.get(r.incarnation) ?? 0));
    let results, missing;
    for (const end = Date.now() + 30_000; ; await new Promise(done => setTimeout(done, 500))) {
      results = (await all()).filter(r => seq(r) <= (newest.get(r.incarnation) ?? -1));
      const ids = new Set(results.map(r => r.incarnation + "." + seq(r)));
      missing = [];
      for (const [incarnation, last] of newest) {
        for (let i = 0; i <= last; i++) if (!ids.has(incarnation + "." + i)) missing.push(incarnation + "." + i);
      }
      if (missing.length === 0 || Date.now() > end) break;
    }
    const stop = problem => { console.log(problem); process.exit(1); };
    const ids = new Set(results.map(r => r.id));
    if (missing.length) stop(missing.length + " results were never stored: " + missing.slice(0, 20).join(", "));
    if (ids.size !== results.length) stop(results.length - ids.size + " results are stored twice");
    if (newest.size > starts) stop("the node has made " + newest.size + " spools (expected: at most " + starts + ", one for each of its starts)");
    const due = results.filter(r => r.probe.testId === testId).map(r => Date.parse(r.probe.scheduled_at)).sort((a, b) => a - b);
    const pauses = due.slice(1).map((t, i) => (t - due[i]) / 1000).filter(s => s > 2.5 * intervalS);
    console.log([results.length, ...pauses.map(s => s.toFixed(1))].join(" "));
  ' "$test_id" "$test_interval_s" "$node_starts"
}

# --- the kills -------------------------------------------------------------------------------------------------

# kill_inside SERVICE: its process dies of SIGKILL; the restart policy has to bring it back, and results have to flow again
kill_inside() {
  local service=$1 restarts begun
  restarts=$(inspect "$service" '{{.RestartCount}}')
  begun=$(now_ms)
  signal "$service" KILL || true # the shell that sends it may die with the container
  await 90 has_restarted "$service" "$restarts" || fail "$service was killed and is not restarted" "$service"
  await 240 is_healthy "$service" || fail "$service was restarted and does not become healthy" "$service"
  await 180 result_since "$begun" || fail "$service was killed; no new result is stored since" "$service" node gateway ingest-streams
  figure "recovery, $service killed" "$(seconds $(($(now_ms) - begun)))"
  pass "$service killed (SIGKILL): restarted, healthy, new results stored ($(seconds $(($(now_ms) - begun))))"
}

check_ledger() { # WHEN -> $count, $pauses
  local account
  account=$(ledger 2>&1) || fail "$1: $account" ingest-streams node
  read -r count pauses <<<"$account"
  pass "$1: $count results, none missing, each stored once"
}

# --- the run ---------------------------------------------------------------------------------------------------

command -v node >/dev/null || fail "no Node.js found on the PATH (expected: 20 or later)"
command -v curl >/dev/null || fail "no curl found on the PATH"

if ! bash docker/base-images.sh >"$work/base-images.log" 2>&1; then
  # Elsewhere than on the machines that script is for, docker has to be there; the public images come with the build.
  timeout 20 docker compose version >/dev/null 2>&1 && timeout 20 docker info >/dev/null 2>&1 ||
    { tail -n 20 "$work/base-images.log"; fail "docker with compose (expected: installed and running, or what docker/base-images.sh can install)"; }
fi
pass "docker $(docker version --format '{{.Server.Version}}'), compose $(docker compose version --short)"

# Of a run that was cut off.
timeout 120 docker compose down -v --remove-orphans --timeout 5 >/dev/null 2>&1 || true

timeout 30 docker compose config --quiet || fail "docker-compose.yml is not valid"
pass "docker-compose.yml is valid"
timeout 30 docker compose -f docker-compose.yml -f docker-compose.redpanda.yml config >"$work/redpanda.yml" ||
  fail "docker-compose.redpanda.yml is not valid"
grep -q 'image: redpandadata/redpanda' "$work/redpanda.yml" && ! grep -q 'image: apache/kafka\|KAFKA_' "$work/redpanda.yml" ||
  fail "docker-compose.redpanda.yml does not put Redpanda in the place of Kafka"
pass "docker-compose.redpanda.yml is valid, and has Redpanda in place of Kafka"

say "      building the images (some minutes the first time)"
begun=$(now_ms)
timeout 1800 docker compose build --progress plain >"$work/build.log" 2>&1 || { tail -n 60 "$work/build.log" | cut -c1-300; fail "the images cannot be built"; }
figure "build" "$(seconds $(($(now_ms) - begun)))"
sizes=()
for image in server node; do
  size=$(docker image inspect --format '{{.Size}}' "foureyes-$image:$FOUREYES_TAG")
  base=$(docker image inspect --format '{{.Size}}' eclipse-temurin:25-jre 2>/dev/null || printf 0)
  figure "image foureyes-$image" "$((size / 1000000)) MB, $(((size - base) / 1000000)) MB of it above its base"
done
pass "images built"

begun=$(now_ms)
up "the stack does not become healthy"
figure "start to all healthy" "$(seconds $(($(now_ms) - begun)))"
pass "docker compose up --wait: all ${#services[@]} services are healthy"

for service in "${services[@]}"; do
  user=$(timeout 20 docker compose exec -T "$service" id -u | tr -d '\r') || fail "cannot look into $service" "$service"
  [[ $user != 0 ]] || fail "$service runs as root" "$service"
done
pass "no service runs as root"

for service in "${services[@]}"; do
  for volume in $(inspect "$service" '{{range .Mounts}}{{if eq .Type "volume"}}{{.Name}} {{end}}{{end}}'); do
    [[ $volume == "$COMPOSE_PROJECT_NAME"_* ]] || fail "$service has a volume without a name, which docker compose down would leave behind" "$service"
  done
done
pass "every volume has a name"

# The link is in the log, for whoever starts the stack.
setup_token=$(timeout 20 docker compose logs control-plane | sed -n 's|.*/setup#token=\([A-Za-z0-9_-]*\).*|\1|p' | tail -n 1)
[[ -n $setup_token ]] || fail "no set-up link in the control plane's log" control-plane
api GET /setup | json 'd.needed ? 1 : undefined' >/dev/null || fail "the installation does not ask for its set-up" control-plane
curl --silent --fail --max-time 10 "$url/" | grep -q '<div id="root"' || fail "the interface is not served at $url/" control-plane
password=$(node -p 'require("node:crypto").randomBytes(12).toString("hex")')
curl --silent --show-error --fail-with-body --max-time 10 --cookie-jar "$work/cookies" --header 'Content-Type: application/json' \
  --data "{\"setup_token\":\"$setup_token\",\"user_name\":\"ada\",\"password\":\"$password\"}" "$url/api/v1/setup" >"$work/setup.json" ||
  fail "set-up: $(cat "$work/setup.json")" control-plane
token=$(curl --silent --show-error --fail-with-body --max-time 10 --cookie "$work/cookies" --header 'Content-Type: application/json' \
  --data '{"name":"compose","role":"ROLE_ADMIN","valid_days":1}' "$url/api/v1/api-tokens" | json 'd.secret') ||
  fail "the administrator cannot make an API token" control-plane
pass "set up with the link from the log; administrator signed in, API token made"

await 60 node_online >"$work/node-id" || fail "the node is not online" node gateway control-plane
pass "the node is online, with the token that it found"
await 60 all_first_tests_have_results || fail "the first tests have no results" node gateway ingest-streams
figure "start to results of all first tests" "$(seconds $(($(now_ms) - begun)))"
pass "the first tests have results"

begun=$(now_ms)
api POST /tests "{\"id\":\"$test_id\",\"name\":\"Compose\",\"probe\":{\"http\":{\"url\":\"http://control-plane:4444/health/live\"}},\"interval_ms\":${test_interval_s}000,\"timeout_ms\":1500}" \
  >"$work/test.json" || fail "adding a test: $(cat "$work/test.json")" control-plane
await 60 result_since "$begun" || fail "the added test has no result" node gateway ingest-streams
figure "added test to its first result" "$(seconds $(($(now_ms) - begun)))"
api GET "/tests/$test_id/results?page_size=1" | json 'd.results[0].probe.fault === "FAULT_OK" ? 1 : undefined' >/dev/null ||
  fail "the added test fails: $(api GET "/tests/$test_id/results?page_size=1")" node
pass "a test added by the API runs, and passes"

signal alerting STOP || fail "cannot stop alerting" alerting
await 90 is_unhealthy alerting || fail "alerting hangs and counts as healthy" alerting
signal alerting CONT || fail "cannot continue alerting" alerting
await 60 is_healthy alerting || fail "alerting goes on and does not count as healthy" alerting
pass "the health check notices a process that hangs, and that it goes on"

kill_inside gateway
kill_inside ingest-streams
kill_inside kafka
check_ledger "after these kills"
[[ -z $pauses ]] || fail "the node paused its test for $pauses s while others were killed" node
pass "the node went on measuring all the while, and sent later what it could not send then"
kill_inside node
node_starts=2
check_ledger "after the node's"
figure "pause of the test, node killed" "${pauses:-no more than a round}${pauses:+ s}"

begun=$(now_ms)
docker kill "$(container control-plane)" "$(container alerting)" >/dev/null
sleep $((2 * test_interval_s))
up "control-plane and alerting were killed; the stack does not become healthy again"
await 180 result_since "$begun" || fail "no new result is stored after the control plane was killed" control-plane ingest-streams
[[ $(await 120 node_online) == "$(<"$work/node-id")" ]] || fail "the node is not online after the control plane was killed" control-plane node
await 120 all_components_ok || fail "not all components are well: $(api GET /system)" control-plane alerting
figure "recovery, control plane and alerting" "$(seconds $(($(now_ms) - begun)))"
pass "control-plane and alerting killed (docker kill), up again: API token good, node online, all components well"
check_ledger "after that"

for service in control-plane gateway ingest-streams alerting node; do
  odd=$(timeout 20 docker logs "$(container "$service")" 2>&1 | grep -v '^{' | head -n 1 | cut -c1-300 || true)
  [[ -z $odd ]] || fail "$service logs something that is not JSON: $odd"
done
pass "every line of the logs is JSON, through all of that"

before=$count
timeout 120 docker compose down --timeout 20 >"$work/down.log" 2>&1 || { tail "$work/down.log"; fail "docker compose down"; }
begun=$(now_ms)
node_starts=3
up "after docker compose down, the stack does not come up again"
await 180 result_since "$begun" || fail "no new result after docker compose down and up" node gateway ingest-streams
figure "down and up to the first new result" "$(seconds $(($(now_ms) - begun)))"
[[ $(await 120 node_online) == "$(<"$work/node-id")" ]] || fail "the node is not the same after docker compose down and up" node control-plane
api GET /setup | json 'd.needed ? undefined : 1' >/dev/null || fail "the installation forgot its administrator" control-plane
check_ledger "after docker compose down and up"
((count > before)) || fail "$count results (expected: more than the $before of before)" ingest-streams
pass "the volumes kept everything: administrator, API token, node, test, results"

trap - EXIT
trap finish EXIT
if [[ -z $keep ]]; then
  timeout 120 docker compose down -v --remove-orphans --timeout 20 >"$work/down.log" 2>&1 || { tail "$work/down.log"; fail "docker compose down -v"; }
  [[ -z $(docker volume ls --quiet --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME") ]] || fail "volumes are left behind"
  [[ -z $(docker ps --all --quiet --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME") ]] || fail "containers are left behind"
  pass "docker compose down -v leaves nothing behind"
fi
