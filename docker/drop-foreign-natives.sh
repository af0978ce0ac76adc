#!/usr/bin/env bash
# drop-foreign-natives.sh DIRECTORY - takes the native libraries of other platforms out of RocksDB's jar: 67 of its 73 MB.
set -euo pipefail
case $(uname -m) in
  x86_64) keep=librocksdbjni-linux64.so ;;
  aarch64) keep=librocksdbjni-linux-aarch64.so ;;
  *) exit 0 ;; # works as it is, only larger
esac
for jar in "$1"/rocksdbjni-*.jar; do
  work=$(mktemp -d)
  (cd "$work" && jar --extract --file "$jar")
  [[ -f $work/$keep ]] || { printf 'drop-foreign-natives: %s has no %s\n' "$jar" "$keep" >&2; exit 1; }
  find "$work" -maxdepth 1 -name 'librocksdbjni-*' ! -name "$keep" -delete
  jar --create --file "$jar" --manifest "$work/META-INF/MANIFEST.MF" -C "$work" .
  rm -r "$work"
done
