#!/usr/bin/env bash
# Shows that check-contract.sh lets a compatible change pass and stops a breaking one, in a repository of its own.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/repo/proto/target"
cp -r "$here"/{foureyes,buf.yaml,check-contract.sh,package.json,package-lock.json,node_modules} "$scratch/repo/proto/"
cp -r "$here/target/google-protos" "$scratch/repo/proto/target/"
cd "$scratch/repo"
printf 'target\nnode_modules\n' >.gitignore
git init -q .
git -c user.name=test -c user.email=test@example.org add -A
git -c user.name=test -c user.email=test@example.org commit -qm release
git tag v0.0.1
passed=0

expect() { # WHAT WANTED-EXIT TEXT
  local code=0
  proto/check-contract.sh >out.txt 2>&1 || code=$?
  if [[ $code != "$2" ]] || ! grep -q "$3" out.txt; then
    printf 'FAILED: %s: exit %s (expected: %s, and "%s" in the output)\n' "$1" "$code" "$2" "$3"
    cat out.txt
    exit 1
  fi
  passed=$((passed + 1))
  git checkout -q proto
}

expect "no change" 0 "compatible with release v0.0.1"
sed -i 's/^  string suggested_name = 3;/&\n  string site = 4;/' proto/foureyes/node/v1/node.proto
expect "a new field" 0 "compatible with release v0.0.1"
sed -i 's/uint64 first_seq = 2;/uint64 first_seq = 9;/' proto/foureyes/node/v1/node.proto
expect "another number for a field" 1 "breaks what release v0.0.1 promised"
sed -i 's/string remote_ip = 15;/string address = 15;/' proto/foureyes/results/v1/result.proto
expect "another name for a field" 1 "breaks what release v0.0.1 promised"
sed -i 's/^  string url = 1;/  bytes url = 1;/' proto/foureyes/common/v1/probe.proto
expect "another type for a field" 1 "breaks what release v0.0.1 promised"
sed -i 's/message ResultAck/message result_ack/; s/ResultAck result_ack/result_ack result_ack/' proto/foureyes/node/v1/node.proto
expect "a name against the rules" 100 "result_ack"
echo "check-contract.test.sh: Tests run: $passed, Failures: 0, Errors: 0, Skipped: 0"
