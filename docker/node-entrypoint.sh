#!/usr/bin/env bash
# node-entrypoint.sh COMMAND [OPTION]... - becomes the node agent.
set -euo pipefail
printf -v class_path '%s:' /opt/foureyes/lib/*.jar
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-1}" # or each thread of the JVM keeps memory of its own
exec java -XX:+UseSerialGC -Xms8m "-Xmx${FOUREYES_HEAP:-64m}" -Xss512k -XX:TieredStopAtLevel=1 -XX:+UseCompactObjectHeaders \
  -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20 \
  -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${JAVA_OPTIONS-} \
  -cp "${class_path%:}" dev.foureyes.nodeagent.Main "$@"
