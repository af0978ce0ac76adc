#!/usr/bin/env bash
# package.sh [OPTION]... - makes the node's packages for this machine's platform from what Maven has built.
#
#   --root HEX        Ed25519 public key that the node believes updates by; without one it takes none
#   --next-root HEX   a second such key, for the day when the first is replaced
#   --channel NAME    the channel that it takes updates of (stable)
#   --out DIR         where they go (node-agent/target/packages)
#   --no-build        package what is in node-agent/target
#
# Makes  foureyes-node-VERSION-OS-ARCH.tar.gz         for any Linux: unpack, run bin/foureyes-node
#        foureyes-node_VERSION_ARCH.deb               with a systemd unit
#        foureyes-node-VERSION-OS-ARCH.image.tar.gz   what an update is made of; release/sign.sh signs it
# The same sources give the same bytes. Needs JDK 25, Maven, GNU tar, dpkg-deb.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# All that the class path uses (jdeps), less what only unused parts of it do: java.sql (gson), java.net.http (dnsjava's own DoH).
modules=java.base,java.logging,java.naming,jdk.net,jdk.unsupported
out=$here/target/packages
build=yes
maven=()
fail() { printf 'package.sh: %s\n' "$*" >&2; exit 1; }
while (($#)); do
  case $1 in
    --root) maven+=("-Dfoureyes.update.root=$2"); shift 2 ;;
    --next-root) maven+=("-Dfoureyes.update.next-root=$2"); shift 2 ;;
    --channel) maven+=("-Dfoureyes.update.channel=$2"); shift 2 ;;
    --out) out=$2; shift 2 ;;
    --no-build) build=; shift ;;
    *) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p}' "$0"; exit 2 ;;
  esac
done
[[ -n $build || ${#maven[@]} -eq 0 ]] || fail "--no-build: keys and channel are part of the build (expected: one or the other)"
: "${JAVA_HOME:?(expected: a JDK 25)}"

[[ -z $build ]] || (cd "$here/.." && mvn -B -ntp -q -DskipTests "${maven[@]}" package -pl node-agent -am)
version=$(sed -n 's|^  <version>\(.*\)</version>$|\1|p' "$here/../pom.xml" | head -n 1)
SOURCE_DATE_EPOCH=$(date -d "$(sed -n 's|.*<project.build.outputTimestamp>\(.*\)</.*|\1|p' "$here/../pom.xml")" +%s)
export SOURCE_DATE_EPOCH
jar=$here/target/foureyes-node-agent-$version.jar
[[ -f $jar ]] || fail "$jar is missing (expected: a build)"
os=linux
case $(uname -m) in
  x86_64) arch=amd64 deb_arch=amd64 ;;
  aarch64) arch=aarch64 deb_arch=arm64 ;;
  *) fail "machine $(uname -m) (expected: x86_64 or aarch64)" ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
name=foureyes-node-$version-$os-$arch
mkdir -p "$out"

# --- the image: what the launcher starts, and what an update replaces ---------------------------------------------
image=$work/image
"$JAVA_HOME/bin/jlink" --add-modules "$modules" --strip-debug --no-man-pages --no-header-files --compress zip-6 --output "$work/jre"
cp -rL "$work/jre" "$image" # the notices are symbolic links to each other; an update has none
find "$image/bin" -type f ! -name java -delete
mkdir "$image/app"
cp "$here"/target/dist/lib/*.jar "$jar" "$image/app/"
cp "$here/package/start" "$image/start"
printf '%s %s/%s\n' "$version" "$os" "$arch" >"$image/VERSION"

same() { # DIRECTORY: one time and one set of modes for all that is in it
  chmod -R u=rwX,go=rX "$1"
  find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}
archive() { # FILE DIRECTORY NAMES...
  tar --format=ustar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --hard-dereference \
    -C "$2" -cf - "${@:3}" | gzip -n -9 >"$1"
}
same "$image"
(cd "$image" && archive "$out/$name.image.tar.gz" . *)

# --- for any Linux ---------------------------------------------------------------------------------------------------
tree=$work/foureyes-node-$version
mkdir -p "$tree/bin"
cp "$here/package/foureyes-node" "$here/package/train" "$tree/bin/"
cp -r "$image" "$tree/packaged"
cp "$here/../LICENSE" "$here/../docs/node-update.md" "$tree/"
same "$tree"
archive "$out/$name.tar.gz" "$work" "foureyes-node-$version"

# --- for Debian and its kin ------------------------------------------------------------------------------------------
deb=$work/deb
lib=$deb/usr/lib/foureyes-node
mkdir -p "$lib/bin" "$lib/etc" "$deb/usr/bin" "$deb/usr/lib/systemd/system" "$deb/etc/foureyes-node" \
  "$deb/usr/share/doc/foureyes-node" "$deb/DEBIAN"
cp "$here/package/foureyes-node" "$here/package/train" "$lib/bin/"
cp -r "$image" "$lib/packaged"
printf '/var/lib/foureyes-node/software\n' >"$lib/etc/updates"
ln -s ../lib/foureyes-node/bin/foureyes-node "$deb/usr/bin/foureyes-node"
cp "$here/package/deb/foureyes-node.service" "$deb/usr/lib/systemd/system/"
cp "$here/package/deb/node.env" "$deb/etc/foureyes-node/"
cp "$here/../LICENSE" "$deb/usr/share/doc/foureyes-node/copyright"
cp "$here/../docs/node-update.md" "$deb/usr/share/doc/foureyes-node/"
cp "$here/package/deb/"{postinst,prerm,postrm} "$deb/DEBIAN/"
printf '/etc/foureyes-node/node.env\n' >"$deb/DEBIAN/conffiles"
cat >"$deb/DEBIAN/control" <<END
Package: foureyes-node
Version: $version
Architecture: $deb_arch
Maintainer: FourEyes <foureyes@localhost>
Installed-Size: $(du -sk --apparent-size "$deb" | cut -f1)
Depends: libc6 (>= 2.17), passwd, coreutils
Section: net
Priority: optional
Description: node of FourEyes, which measures networks and services
 Dials out to a FourEyes server, runs the tests it is given (HTTP, TCP, DNS and more), and keeps results on disk until
 the server has them. Never listens. Brings its own Java.
END
same "$deb"
chmod 0755 "$deb/DEBIAN/"{postinst,prerm,postrm}
chmod 0640 "$deb/etc/foureyes-node/node.env" # it may hold a token
dpkg-deb --root-owner-group -Zxz -b "$deb" "$out/foureyes-node_${version}_$deb_arch.deb" >/dev/null

cd "$out"
sha256sum "$name.tar.gz" "foureyes-node_${version}_$deb_arch.deb" "$name.image.tar.gz"
