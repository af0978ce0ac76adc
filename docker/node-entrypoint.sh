#!/usr/bin/env bash
# node-entrypoint.sh COMMAND [OPTION]... - becomes the node agent.
set -euo pipefail
printf -v class_path '%s:' /opt/foureyes/lib/*.jar
exec java -XX:+UseSerialGC -Xms8m "-Xmx${FOUREYES_HEAP:-64m}" -XX:TieredStopAtLevel=1 -XX:+UseCompactObjectHeaders \
  -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${JAVA_OPTIONS-} \
  -cp "${class_path%:}" dev.foureyes.nodeagent.Main "$@"
