#!/usr/bin/env bash
# check-contract.sh [REPOSITORY] - lints the contract, and compares it with that of the last release tag (v*): a change that breaks the wire
# or the JSON of what is out there fails the build. Maven runs it in its phase verify, after it has unpacked target/google-protos.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=${1:-$here/..}
buf=$here/node_modules/.bin/buf

cd "$here"
if [[ ! -x $buf || package-lock.json -nt node_modules/.package-lock.json ]]; then
  npm ci --prefer-offline --no-audit --no-fund --loglevel=error
fi
"$buf" lint
echo "contract: lint is clean"

if ! git -C "$repository" rev-parse --git-dir >/dev/null 2>&1; then
  echo "contract: no git repository here, so there is no release to compare with"
  exit 0
fi
tag=$(git -C "$repository" tag --list 'v*' --merged HEAD --sort=-version:refname | head -n 1)
if [[ -z $tag ]]; then
  echo "contract: no release tag yet, so there is nothing to compare with"
  exit 0
fi
released=$(mktemp -d)
trap 'rm -rf "$released"' EXIT
git -C "$repository" archive "$tag" proto | tar -x -C "$released"
mkdir -p "$released/proto/target"
cp -r target/google-protos "$released/proto/target/"
cp buf.yaml "$released/proto/"
if ! "$buf" breaking --against "$released/proto"; then
  echo "contract: the change above breaks what release $tag promised (see CONTRIBUTING.md, Contract)" >&2
  exit 1
fi
echo "contract: compatible with release $tag"
