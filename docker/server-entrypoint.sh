#!/usr/bin/env bash
# server-entrypoint.sh ROLE [--setting=value]... - becomes the server in this role. FOUREYES_HEAP is the heap's limit.
set -euo pipefail
printf -v class_path '%s:' /opt/foureyes/lib/*.jar
exec java -XX:+UseSerialGC "-Xmx${FOUREYES_HEAP:-512m}" -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError \
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${JAVA_OPTIONS-} \
  -cp "${class_path%:}" dev.foureyes.server.Main "$@"
