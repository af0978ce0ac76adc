#!/usr/bin/env bash
# node-healthy.sh - exit 0 when this container's node is connected to its gateway. A node listens nowhere, so nobody can ask it; but the
# kernel knows its connections.
printf -v port '%04X' "${FOUREYES_NODE_SERVER##*:}"
established=01
cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -qE "^ *[0-9]+: [0-9A-F]+:[0-9A-F]{4} [0-9A-F]+:$port $established "
