#!/usr/bin/env bash
# sign.sh - signs a release of the node. Run it where the key is; it needs no network.
#
#   sign.sh new-key KEY.pem                                  a new Ed25519 key; prints the public half, which package.sh --root takes
#   sign.sh public KEY.pem                                   prints the public half of a key
#   sign.sh update ARTEFACT.image.tar.gz --key KEY.pem [--key OTHER.pem] [--rotation FILE] [--channel NAME] [--days N]
#                                                            makes NAME.update beside the artefact (stable, 30 days)
#   sign.sh rotation NEXT-PUBLIC-HEX FILE --key OLD.pem      lets the next key sign, for nodes that know only the old one
#
# Two keys of one --root and --next-root sign one update by two --key.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
public() { openssl pkey -in "$1" -pubout -outform DER | tail -c 32 | od -An -v -tx1 | tr -d ' \n'; echo; }
case ${1-} in
  new-key)
    [[ ! -e $2 ]] || { echo "sign.sh: $2 exists (expected: a new file)" >&2; exit 1; }
    (umask 077; openssl genpkey -algorithm ed25519 -out "$2")
    public "$2"
    ;;
  public) public "$2" ;;
  update | rotation)
    : "${JAVA_HOME:?(expected: a JDK 25)}"
    exec "$JAVA_HOME/bin/java" --sun-misc-unsafe-memory-access=allow -cp "$here/../target/dist/lib/*" "$here/Sign.java" "$@"
    ;;
  *) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p}' "$0"; exit 2 ;;
esac
