#!/usr/bin/env bash
# base-images.sh - makes `docker`, `docker compose` and the public base images of the project usable on a
# machine that reaches Debian's packages and Maven Central but no container registry.
#
#   bash base-images.sh              install what is missing, start dockerd, build the images that are missing
#   bash base-images.sh --check      change nothing; exit 0 if everything is in place, 1 if not
#   bash base-images.sh --rebuild    build our stand-ins again even if they are up to date
#
# The stand-ins carry the public names, so that Dockerfiles and compose files are the same here and elsewhere:
#   debian:bookworm-slim      Debian 12, bootstrapped from Debian's packages
#   eclipse-temurin:25-jre    that, with a Java run-time linked from this machine's JDK 25
#   eclipse-temurin:25-jdk    that, with this machine's JDK 25
#   apache/kafka:VERSION      that run-time, with Kafka's jars from Maven Central and a start command of our own
#   apache/kafka-native:VERSION   the same image under the other name that Testcontainers knows
#   maven:3-eclipse-temurin-25    the JDK image, with this machine's Maven and its certificate authorities
#   node:22-bookworm-slim         Debian 12, with this machine's Node.js and npm
# An image under one of these names that this script did not build (a public one, say) is left alone.
# Where a daemon answers, it is used as it is; one that this script starts is left running.
#
# Settings (environment): KAFKA_VERSION, JDK25_HOME, DOCKER_DATA_ROOT, DOCKERD_LOG, BASE_IMAGES_STORAGE_DRIVER
set -Eeuo pipefail

KAFKA_VERSION=${KAFKA_VERSION:-4.3.1}   # the newest of which Maven Central has every part (4.4.0 lacks kafka-tools)
LOG4J_BINDING_VERSION=2.25.4            # the log4j that Kafka 4.3 is built against
DOCKERD_LOG=${DOCKERD_LOG:-/var/log/dockerd.log}
DOCKER_DATA_ROOT=${DOCKER_DATA_ROOT:-/var/lib/docker}
SUITE=bookworm
COMPOSE_SUITE=trixie            # Debian 12 itself has only the old Python docker-compose 1.29
LABEL=standin.recipe            # every image built here carries the checksum of its recipe under this label
BASE=debian:bookworm-slim
JRE=eclipse-temurin:25-jre
JDK=eclipse-temurin:25-jdk
KAFKA=apache/kafka:$KAFKA_VERSION
KAFKA_NATIVE=apache/kafka-native:$KAFKA_VERSION
MAVEN=maven:3-eclipse-temurin-25
NODE=node:22-bookworm-slim

# What the public eclipse-temurin:25 images add to their distribution. They have no curl and no wget, so neither
# have ours: a health check that needs them would fail only elsewhere.
ROOTFS_PACKAGES=ca-certificates,fontconfig,locales,p11-kit,procps,tzdata
# The modules of a Temurin run-time image, which leaves out the compilers and the other tools.
JRE_MODULES=java.se,jdk.accessibility,jdk.charsets,jdk.crypto.cryptoki,jdk.crypto.ec,jdk.dynalink,jdk.httpserver,\
jdk.incubator.vector,jdk.internal.vm.ci,jdk.jfr,jdk.jsobject,jdk.localedata,jdk.management,jdk.management.agent,\
jdk.management.jfr,jdk.naming.dns,jdk.naming.rmi,jdk.net,jdk.nio.mapmode,jdk.sctp,jdk.security.auth,\
jdk.security.jgss,jdk.unsupported,jdk.xml.dom,jdk.zipfs

mode=build
case ${1-} in
  '') ;;
  --check) mode=check ;;
  --rebuild) mode=rebuild ;;
  *) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p}' "$0"; exit 2 ;;
esac

started=$EPOCHREALTIME
work=
jobs_running=()

say() { printf 'base-images: %s\n' "$*"; }
die() { printf 'base-images: ERROR: %s\n' "$*" >&2; exit 1; }
seconds_since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f s", b - a }'; }

cleanup() {
  local job
  for job in "${jobs_running[@]}"; do kill "$job" 2>/dev/null || true; done
  [[ -z $work ]] || rm -rf "$work"
}
trap cleanup EXIT
trap 'die "line $LINENO failed: $BASH_COMMAND"' ERR

# quietly WHAT COMMAND...: runs a command, and shows its output only if it fails.
quietly() {
  local what=$1 log
  shift
  log=$work/log.$BASHPID.$RANDOM
  if ! "$@" >"$log" 2>&1; then
    printf -- '---- output of: %s\n' "$*" >&2
    tail -n 40 "$log" >&2
    printf -- '----\n' >&2
    die "$what failed"
  fi
}

# --- the machine: packages, compose, daemon -------------------------------------------------------------------

apt_updated=
apt_install() {
  if [[ -z $apt_updated ]]; then
    say "updating the package lists"
    quietly "apt-get update" apt-get -o DPkg::Lock::Timeout=300 update
    apt_updated=yes
  fi
  say "installing from Debian: $*"
  DEBIAN_FRONTEND=noninteractive quietly "installing $*" \
    apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
}

# ensure_command COMMAND PACKAGE
ensure_command() { command -v "$1" >/dev/null || apt_install "$2"; }

# Compose v2 is one static program in the next Debian release's package, which needs nothing that Debian 12 lacks.
# Its lists are kept apart, so that nothing else can be drawn from that release.
ensure_compose() {
  local apt source name
  docker compose version >/dev/null 2>&1 && return
  apt=$work/apt
  mkdir -p "$apt/sources" "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/deb"
  for source in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    [[ -f $source ]] && grep -q "$SUITE" "$source" || continue
    name=${source##*/}
    [[ $name == sources.list ]] && name=main.list
    sed "s/\b$SUITE\b/$COMPOSE_SUITE/g" "$source" >"$apt/sources/$name"
  done
  local options=(-o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$apt/sources"
                 -o Dir::State::Lists="$apt/lists" -o Dir::Cache="$apt/cache" -o APT::Sandbox::User=root)
  say "installing docker compose v2 from Debian's $COMPOSE_SUITE"
  if apt-get "${options[@]}" update >"$work/compose.log" 2>&1 &&
     (cd "$apt/deb" && apt-get "${options[@]}" download docker-compose) >>"$work/compose.log" 2>&1 &&
     dpkg -i "$apt"/deb/docker-compose_2*.deb >>"$work/compose.log" 2>&1 &&
     docker compose version >>"$work/compose.log" 2>&1; then
    return
  fi
  tail -n 20 "$work/compose.log" >&2
  die "no docker compose v2: Debian's $COMPOSE_SUITE could not provide it (see above)"
}

daemon_answers() { timeout 10 docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

# A pid file left by a machine that was switched off can name a process that is something else by now: dockerd
# would refuse to start, or take that process for its containerd.
drop_stale_pid_file() {
  local pid
  [[ -f $1 ]] || return 0
  pid=$(<"$1")
  [[ -d /proc/$pid && $(cat "/proc/$pid/comm" 2>/dev/null) == "$2" ]] || rm -f "$1"
}

overlay_works() {
  local dir
  mkdir -p "$DOCKER_DATA_ROOT"
  dir=$(mktemp -d "$DOCKER_DATA_ROOT/overlay-check.XXXXXX")
  mkdir "$dir"/{lower,upper,work,merged}
  if mount -t overlay overlay -o "lowerdir=$dir/lower,upperdir=$dir/upper,workdir=$dir/work" "$dir/merged" 2>/dev/null; then
    umount "$dir/merged"
    rm -rf "$dir"
    return 0
  fi
  rm -rf "$dir"
  return 1
}

start_daemon() {
  local driver=${BASE_IMAGES_STORAGE_DRIVER-} pid i
  [[ -z ${DOCKER_HOST-} ]] || die "DOCKER_HOST is $DOCKER_HOST, but no daemon answers there"
  [[ $(id -u) == 0 ]] || die "no docker daemon answers, and only root can start one"
  awk '$3 ~ /^cgroup2?$/ { found = 1 } END { exit !found }' /proc/mounts || die "no cgroup file system is mounted under /sys/fs/cgroup"
  if [[ -z $driver ]]; then
    if overlay_works; then driver=overlay2; else driver=vfs; fi
  fi
  drop_stale_pid_file /var/run/docker.pid dockerd
  drop_stale_pid_file /var/run/docker/containerd/containerd.pid containerd
  say "starting dockerd (storage driver $driver, log $DOCKERD_LOG)"
  # Without 9>&- the daemon would hold this script's lock for as long as it lives.
  setsid nohup dockerd --storage-driver="$driver" --data-root="$DOCKER_DATA_ROOT" >>"$DOCKERD_LOG" 2>&1 </dev/null 9>&- &
  pid=$!
  for ((i = 0; i < 240; i++)); do
    daemon_answers && return
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.25
  done
  tail -n 20 "$DOCKERD_LOG" >&2
  die "dockerd did not come up (the end of its log is above)"
}

find_jdk() {
  local home
  for home in "${JDK25_HOME-}" /usr/lib/jvm/temurin-25-jdk-* "${JAVA_HOME-}" /usr/lib/jvm/*; do
    if [[ -n $home && -x $home/bin/jlink ]] && grep -q '^JAVA_VERSION="25[."]' "$home/release" 2>/dev/null; then
      printf '%s\n' "$home"
      return
    fi
  done
  return 1
}

# --- the images ------------------------------------------------------------------------------------------------

# state IMAGE RECIPE: "ready" (ours and up to date, or not ours), "stale" (ours, from another recipe) or "missing"
state() {
  local label
  label=$(docker image inspect --format "{{with .Config.Labels}}{{index . \"$LABEL\"}}{{end}}" "$1" 2>/dev/null) || { echo missing; return; }
  if [[ -z $label ]]; then echo ready
  elif [[ $mode == rebuild || $label != "$2" ]]; then echo stale
  else echo ready
  fi
}

recipe() { sha256sum <<<"$*" | cut -c1-16; }

build_rootfs() {
  local source sources=()
  for source in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    if [[ -f $source ]] && grep -q "^[^#]*$SUITE" "$source"; then sources+=("$source"); fi
  done
  [[ ${#sources[@]} -gt 0 ]] || die "no package source for Debian $SUITE is set up under /etc/apt"
  # The locale is compiled while its sources are there; they, and what else nobody reads in a container, go.
  quietly "bootstrapping Debian $SUITE" mmdebstrap --mode=root --variant=minbase --include="$ROOTFS_PACKAGES" \
    --aptopt='Acquire::Languages "none"' \
    --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --customize-hook='chroot "$1" localedef -i en_US -f UTF-8 en_US.UTF-8' \
    --customize-hook='rm -rf "$1"/usr/share/i18n "$1"/etc/hostname "$1"/etc/resolv.conf "$1"/var/cache/debconf/*-old' \
    "$SUITE" "$work/rootfs.tar" "${sources[@]}"
}

# replace IMAGE COMMAND...: runs the command that makes the image, then drops the one that had its name before.
replace() {
  local image=$1 before
  shift
  before=$(docker image inspect --format '{{.Id}}' "$image" 2>/dev/null) || before=
  "$@"
  [[ -z $before ]] || docker image rm "$before" >/dev/null 2>&1 || true
}

import_base() {
  docker import --change 'CMD ["bash"]' --change "LABEL $LABEL=$base_recipe" "$work/rootfs.tar" "$BASE" >/dev/null
}

# The public images' entry point syncs CA certificates on request; here it only has to be there.
write_entrypoint() {
  printf '#!/usr/bin/env bash\nexec "$@"\n' >"$1/__cacert_entrypoint.sh"
  chmod 755 "$1/__cacert_entrypoint.sh"
}

build_jre_tree() {
  local tree=$work/jre
  mkdir -p "$tree/opt/java"
  quietly "linking a Java run-time" "$jdk_home/bin/jlink" --add-modules "$JRE_MODULES" --output "$tree/opt/java/openjdk" \
    --no-header-files --no-man-pages --generate-cds-archive
  write_entrypoint "$tree"
}

build_jdk_tree() {
  local tree=$work/jdk
  mkdir -p "$tree/opt/java/openjdk"
  tar -C "$jdk_home" --dereference --exclude=./lib/src.zip --exclude=./man -cf - . | tar -C "$tree/opt/java/openjdk" -xf -
  write_entrypoint "$tree"
}

# java_image IMAGE TREE RECIPE DEFAULT-COMMAND
java_image() {
  local image=$1 tree=$2 version
  version=$(. "$jdk_home/release" && printf 'jdk-%s' "$SEMANTIC_VERSION")
  tar --owner=0 --group=0 --sort=name -C "$tree" -cf "$tree.tar" .
  rm -rf "$tree"
  mkdir "$tree"
  mv "$tree.tar" "$tree/tree.tar"
  cat >"$tree/Dockerfile" <<END
FROM $BASE
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
ENV LANG=en_US.UTF-8 LANGUAGE=en_US:en LC_ALL=en_US.UTF-8 JAVA_VERSION=$version
ADD tree.tar /
# As in the public image, user id 1000 is taken.
RUN useradd --create-home --uid 1000 --shell /bin/bash ubuntu && java -XX:-UsePerfData -version
ENTRYPOINT ["/__cacert_entrypoint.sh"]
CMD $4
LABEL $LABEL=$3
END
  DOCKER_BUILDKIT=0 quietly "building $image" docker build --force-rm --network none --tag "$image" "$tree"
  rm -rf "$tree"
}

fetch_kafka_jars() {
  local pom=$work/kafka-pom
  mkdir -p "$pom"
  # kafka-tools also brings all of Connect, for one command about Connect's plugins; the broker logs through log4j.
  cat >"$pom/pom.xml" <<END
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>standin</groupId>
  <artifactId>kafka-libs</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>$KAFKA_VERSION</version>
    </dependency>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka-tools</artifactId>
      <version>$KAFKA_VERSION</version>
      <exclusions>
        <exclusion>
          <groupId>org.apache.kafka</groupId>
          <artifactId>connect-runtime</artifactId>
        </exclusion>
        <exclusion>
          <groupId>com.fasterxml.jackson.jakarta.rs</groupId>
          <artifactId>jackson-jakarta-rs-json-provider</artifactId>
        </exclusion>
      </exclusions>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-slf4j-impl</artifactId>
      <version>$LOG4J_BINDING_VERSION</version>
    </dependency>
  </dependencies>
</project>
END
  quietly "fetching Kafka $KAFKA_VERSION from Maven Central" mvn --batch-mode --no-transfer-progress \
    -f "$pom/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DincludeScope=runtime \
    -DoutputDirectory="$work/kafka/opt/kafka/libs"
}

# name of the command, less ".sh" -> class
KAFKA_COMMANDS='
kafka-acls                     org.apache.kafka.tools.AclCommand
kafka-broker-api-versions      org.apache.kafka.tools.BrokerApiVersionsCommand
kafka-cluster                  org.apache.kafka.tools.ClusterTool
kafka-configs                  kafka.admin.ConfigCommand
kafka-console-consumer         org.apache.kafka.tools.consumer.ConsoleConsumer
kafka-console-producer         org.apache.kafka.tools.ConsoleProducer
kafka-consumer-groups          org.apache.kafka.tools.consumer.group.ConsumerGroupCommand
kafka-consumer-perf-test       org.apache.kafka.tools.ConsumerPerformance
kafka-delete-records           org.apache.kafka.tools.DeleteRecordsCommand
kafka-dump-log                 org.apache.kafka.tools.DumpLogSegments
kafka-features                 org.apache.kafka.tools.FeatureCommand
kafka-get-offsets              org.apache.kafka.tools.GetOffsetShell
kafka-groups                   org.apache.kafka.tools.GroupsCommand
kafka-leader-election          org.apache.kafka.tools.LeaderElectionCommand
kafka-log-dirs                 org.apache.kafka.tools.LogDirsCommand
kafka-metadata-quorum          org.apache.kafka.tools.MetadataQuorumCommand
kafka-producer-perf-test       org.apache.kafka.tools.ProducerPerformance
kafka-reassign-partitions      org.apache.kafka.tools.reassign.ReassignPartitionsCommand
kafka-share-groups             org.apache.kafka.tools.consumer.group.ShareGroupCommand
kafka-storage                  kafka.tools.StorageTool
kafka-streams-application-reset org.apache.kafka.tools.StreamsResetter
kafka-streams-groups           org.apache.kafka.tools.streams.StreamsGroupCommand
kafka-topics                   org.apache.kafka.tools.TopicCommand
kafka-transactions             org.apache.kafka.tools.TransactionsCommand
kafka-verifiable-consumer      org.apache.kafka.tools.VerifiableConsumer
kafka-verifiable-producer      org.apache.kafka.tools.VerifiableProducer
'

write_kafka_tree() {
  local tree=$work/kafka name class
  mkdir -p "$tree"/opt/kafka/{bin,config,libs,logs} "$tree"/etc/kafka/{docker,secrets} "$tree"/var/lib/kafka/data \
    "$tree"/mnt/shared/config "$tree"/usr/logs

  cat >"$tree/opt/kafka/bin/kafka-run-class.sh" <<'END'
#!/usr/bin/env bash
# kafka-run-class.sh CLASS [ARGUMENT...] - runs a class of Kafka, with the variables that Kafka's own command of
# this name honours.
set -euo pipefail
home=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
printf -v classpath '%s:' "$home"/libs/*.jar
log4j=${KAFKA_LOG4J_OPTS:--Dlog4j2.configurationFile=$home/config/tools-log4j2.yaml}
performance=${KAFKA_JVM_PERFORMANCE_OPTS:--XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.awt.headless=true}
exec "${JAVA_HOME:-/opt/java/openjdk}/bin/java" --sun-misc-unsafe-memory-access=allow ${KAFKA_HEAP_OPTS:--Xmx256M} $performance ${KAFKA_GC_LOG_OPTS-} \
  ${KAFKA_JMX_OPTS-} $log4j -Dkafka.logs.dir="${LOG_DIR:-$home/logs}" -cp "${classpath%:}${CLASSPATH:+:$CLASSPATH}" \
  ${KAFKA_OPTS-} "$@"
END

  cat >"$tree/opt/kafka/bin/kafka-server-start.sh" <<'END'
#!/usr/bin/env bash
# kafka-server-start.sh server.properties [--override NAME=VALUE]... - becomes the broker (this process is it).
set -euo pipefail
[[ $# -gt 0 ]] || { echo "usage: ${0##*/} server.properties [--override NAME=VALUE]..." >&2; exit 1; }
home=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
export KAFKA_LOG4J_OPTS=${KAFKA_LOG4J_OPTS:--Dlog4j2.configurationFile=$home/config/log4j2.yaml}
export KAFKA_HEAP_OPTS=${KAFKA_HEAP_OPTS:--Xmx1G -Xms1G}
export KAFKA_JVM_PERFORMANCE_OPTS=${KAFKA_JVM_PERFORMANCE_OPTS:--XX:+UseG1GC -XX:MaxGCPauseMillis=20 -Djava.awt.headless=true}
exec "$home/bin/kafka-run-class.sh" kafka.Kafka "$@"
END

  cat >"$tree/opt/kafka/bin/kafka-server-stop.sh" <<'END'
#!/usr/bin/env bash
# kafka-server-stop.sh - asks the broker in this container to stop.
pkill -TERM -f ' kafka\.Kafka ' || { echo "No kafka server to stop"; exit 1; }
END

  while read -r name class; do
    [[ -n $name ]] || continue
    printf '#!/usr/bin/env bash\nexec "${BASH_SOURCE[0]%%/*}/kafka-run-class.sh" %s "$@"\n' "$class" >"$tree/opt/kafka/bin/$name.sh"
  done <<<"$KAFKA_COMMANDS"

  cat >"$tree/etc/kafka/docker/run" <<'END'
#!/usr/bin/env bash
# The start command. KAFKA_* become server.properties (Kafka's own KafkaDockerWrapper does that, and falls back to
# this folder's server.properties when none is set), the log directories are formatted once, and this process
# becomes the broker. Arguments are further NAME=VALUE settings.
set -euo pipefail
for setting in "$@"; do export "${setting?}"; done

echo "===> User"
id
export CLUSTER_ID=${CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}

echo "===> Configuring ..."
fail() { echo "$*" >&2; exit 1; }
if [[ ${KAFKA_PROCESS_ROLES-} == controller ]]; then
  [[ -z ${KAFKA_ADVERTISED_LISTENERS-} ]] || fail "KAFKA_ADVERTISED_LISTENERS is not supported on a KRaft controller."
  unset KAFKA_ADVERTISED_LISTENERS
elif [[ -z ${KAFKA_LISTENERS-} && -n ${KAFKA_ADVERTISED_LISTENERS-} ]]; then
  # NAME://any.host:port is listened for as NAME://0.0.0.0:port
  KAFKA_LISTENERS=$(sed -E 's,://[^:]*:,://0.0.0.0:,g' <<<"$KAFKA_ADVERTISED_LISTENERS")
  export KAFKA_LISTENERS
fi
[[ -w /opt/kafka/config ]] || fail "/opt/kafka/config is not writable"

# store KEYSTORE|TRUSTSTORE: file name and password file, both under /etc/kafka/secrets, -> location and password
secrets=/etc/kafka/secrets
store() {
  local file=KAFKA_SSL_$1_FILENAME password=KAFKA_SSL_$1_CREDENTIALS
  [[ -n ${!file-} ]] || fail "$file environment variable not set"
  [[ -n ${!password-} ]] || fail "$password environment variable not set"
  [[ -e $secrets/${!file} ]] || fail "$secrets/${!file} file does not exist"
  export "KAFKA_SSL_$1_LOCATION=$secrets/${!file}" "KAFKA_SSL_$1_PASSWORD=$(<"$secrets/${!password}")"
}
if [[ ${KAFKA_ADVERTISED_LISTENERS-} == *SSL://* ]]; then
  store KEYSTORE
  [[ -n ${KAFKA_SSL_KEY_CREDENTIALS-} ]] || fail "KAFKA_SSL_KEY_CREDENTIALS environment variable not set"
  export KAFKA_SSL_KEY_PASSWORD="$(<"$secrets/$KAFKA_SSL_KEY_CREDENTIALS")"
  if [[ ${KAFKA_SSL_CLIENT_AUTH-} == *requ* ]]; then store TRUSTSTORE; fi
fi

echo "===> Using provided cluster id $CLUSTER_ID ..."
if ! output=$(/opt/kafka/bin/kafka-run-class.sh -XX:AOTCache=/opt/kafka/setup.aot -Xlog:aot=off -Xlog:cds=off \
    kafka.docker.KafkaDockerWrapper setup --default-configs-dir /etc/kafka/docker \
    --mounted-configs-dir /mnt/shared/config --final-configs-dir /opt/kafka/config 2>&1); then
  grep -i 'already formatted' <<<"$output" || fail "$output"
fi

if [[ -n ${KAFKA_JMX_PORT-} ]]; then
  KAFKA_JMX_OPTS="${KAFKA_JMX_OPTS:--Dcom.sun.management.jmxremote.authenticate=false -Dcom.sun.management.jmxremote.ssl=false} \
    -Djava.rmi.server.hostname=${KAFKA_JMX_HOSTNAME:-$(hostname -i | cut -d' ' -f1)} -Dcom.sun.management.jmxremote.local.only=false \
    -Dcom.sun.management.jmxremote.port=$KAFKA_JMX_PORT -Dcom.sun.management.jmxremote.rmi.port=$KAFKA_JMX_PORT"
  export KAFKA_JMX_OPTS
fi

echo "===> Launching ..."
if [[ -z ${KAFKA_JVM_PERFORMANCE_OPTS-} ]]; then
  export KAFKA_JVM_PERFORMANCE_OPTS="-XX:+UseG1GC -XX:MaxGCPauseMillis=20 -Djava.awt.headless=true \
    -XX:AOTCache=/opt/kafka/broker.aot -Xlog:aot=off -Xlog:cds=off"
fi
exec /opt/kafka/bin/kafka-server-start.sh /opt/kafka/config/server.properties
END

  # One broker that is its own controller, with the listeners, ports and folders of the public image's default.
  # Static voters, since KafkaDockerWrapper formats for those.
  cat >"$tree/etc/kafka/docker/server.properties" <<'END'
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@localhost:9093
listeners=PLAINTEXT://:9092,CONTROLLER://:9093
advertised.listeners=PLAINTEXT://localhost:9092
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL
log.dirs=/tmp/kraft-combined-logs
num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
END

  # KafkaDockerWrapper reads these back for KAFKA_LOG4J_ROOT_LOGLEVEL, KAFKA_LOG4J_LOGGERS and
  # KAFKA_TOOLS_LOG4J_LOGLEVEL, and expects this shape.
  cat >"$tree/etc/kafka/docker/log4j2.yaml" <<'END'
Configuration:
  Appenders:
    Console:
      name: STDOUT
      PatternLayout:
        pattern: "[%d] %p %m (%c)%n"
  Loggers:
    Root:
      level: INFO
      AppenderRef:
        - ref: STDOUT
    Logger:
      - name: org.apache.kafka
        level: INFO
END
  cat >"$tree/etc/kafka/docker/tools-log4j2.yaml" <<'END'
Configuration:
  Appenders:
    Console:
      name: STDERR
      target: SYSTEM_ERR
      PatternLayout:
        pattern: "[%d] %p %m (%c)%n"
  Loggers:
    Root:
      level: WARN
      AppenderRef:
        - ref: STDERR
END
  cp "$tree"/etc/kafka/docker/{server.properties,log4j2.yaml,tools-log4j2.yaml} "$tree/opt/kafka/config/"
  chmod 755 "$tree"/opt/kafka/bin/*.sh "$tree/etc/kafka/docker/run"
  chmod -R g+w "$tree/etc/kafka" "$tree/var/lib/kafka"
  chmod 777 "$tree/usr/logs"
}

# Runs inside the image build: starts the broker once, gives it a little to do and stops it, so that the JVM leaves
# a cache of what it loaded. Later starts take about half the time.
write_kafka_training() {
  cat >"$1" <<'END'
#!/usr/bin/env bash
set -euo pipefail
/opt/kafka/bin/kafka-run-class.sh -XX:AOTCacheOutput=/opt/kafka/setup.aot -Xlog:aot=error kafka.docker.KafkaDockerWrapper setup \
  --default-configs-dir /etc/kafka/docker --mounted-configs-dir /mnt/shared/config --final-configs-dir /opt/kafka/config
export KAFKA_JVM_PERFORMANCE_OPTS="-XX:+UseG1GC -XX:MaxGCPauseMillis=20 -Djava.awt.headless=true -XX:AOTCacheOutput=/opt/kafka/broker.aot -Xlog:aot=error"
/opt/kafka/bin/kafka-server-start.sh /opt/kafka/config/server.properties >/tmp/broker.log 2>&1 &
broker=$!
unset KAFKA_JVM_PERFORMANCE_OPTS
for ((i = 0; i < 300; i++)); do
  if (: </dev/tcp/127.0.0.1/9092) 2>/dev/null; then break; fi
  kill -0 $broker || { cat /tmp/broker.log; exit 1; }
  sleep 0.2
done
cd /opt/kafka/bin
./kafka-topics.sh --bootstrap-server localhost:9092 --create --topic warm --partitions 2
echo record | ./kafka-console-producer.sh --bootstrap-server localhost:9092 --topic warm
./kafka-console-consumer.sh --bootstrap-server localhost:9092 --topic warm --group warm --from-beginning --max-messages 1 --timeout-ms 30000
kill -TERM $broker
wait $broker || [[ $? == 143 ]] || { cat /tmp/broker.log; exit 1; }
ls -l /opt/kafka/*.aot
rm -rf /tmp/* /opt/kafka/logs/* /opt/kafka/train
cp /etc/kafka/docker/server.properties /opt/kafka/config/
END
}

build_kafka() {
  local context=$work/kafka-context
  mkdir -p "$context"
  write_kafka_training "$work/kafka/opt/kafka/train"
  tar --sort=name --owner=1000 --group=1000 -C "$work/kafka" -cf "$context/kafka.tar" \
    ./opt/kafka ./usr/logs ./mnt/shared
  tar --sort=name --owner=1000 --group=0 -C "$work/kafka" -cf "$context/etc.tar" ./etc/kafka ./var/lib/kafka
  tar --concatenate --file="$context/kafka.tar" "$context/etc.tar"
  rm "$context/etc.tar"
  cat >"$context/Dockerfile" <<END
FROM $JRE
RUN userdel --remove ubuntu 2>/dev/null; useradd --create-home --uid 1000 --shell /bin/bash appuser
ADD kafka.tar /
USER appuser
RUN CLUSTER_ID=5L6g3nShT-eMCtK--X86sw bash /opt/kafka/train
EXPOSE 9092
VOLUME ["/etc/kafka/secrets", "/var/lib/kafka/data", "/mnt/shared/config"]
CMD ["/etc/kafka/docker/run"]
LABEL $LABEL=$kafka_recipe
END
  DOCKER_BUILDKIT=0 quietly "building $KAFKA" docker build --force-rm --network none --tag "$KAFKA" "$context"
}

# small_image IMAGE FROM RECIPE DOCKERFILE-LINE...: an image from what lies in $work/small
small_image() {
  local image=$1 from=$2 of=$3
  shift 3
  { printf 'FROM %s\nADD tree.tar /\n' "$from"; printf '%s\n' "$@"; printf 'LABEL %s=%s\n' "$LABEL" "$of"; } >"$work/small.Dockerfile"
  tar --owner=0 --group=0 --sort=name -C "$work/small" -cf "$work/small.tar" .
  rm -rf "$work/small"
  mkdir "$work/small"
  mv "$work/small.tar" "$work/small/tree.tar"
  mv "$work/small.Dockerfile" "$work/small/Dockerfile"
  DOCKER_BUILDKIT=0 quietly "building $image" docker build --force-rm --network none --tag "$image" "$work/small"
  rm -rf "$work/small"
}

# Debian's Maven is links into /usr/share/java; here they become files. The authorities that this machine trusts go along, for downloads
# that pass something that answers in the registries' name.
build_maven() {
  mkdir -p "$work/small/usr/share/maven" "$work/small/etc/ssl/certs" "$work/small/etc/maven" "$work/small/usr/local/bin"
  tar -C /usr/share/maven --dereference -cf - . | tar -C "$work/small/usr/share/maven" -xf -
  tar -C /etc/maven --dereference -cf - . | tar -C "$work/small/etc/maven" -xf -
  cp --dereference /etc/ssl/certs/ca-certificates.crt "$work/small/etc/ssl/certs/"
  ln -s /usr/share/maven/bin/mvn "$work/small/usr/local/bin/mvn"
  small_image "$MAVEN" "$JDK" "$maven_recipe" 'ENV MAVEN_HOME=/usr/share/maven NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt' \
    'RUN mvn -v'
}

build_node() {
  local binary npm
  binary=$(readlink -f "$(command -v node)")
  npm=$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")
  mkdir -p "$work/small/usr/local/bin" "$work/small/usr/local/lib/node_modules/npm"
  cp "$binary" "$work/small/usr/local/bin/node"
  tar -C "$npm" -cf - . | tar -C "$work/small/usr/local/lib/node_modules/npm" -xf -
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$work/small/usr/local/bin/npm"
  small_image "$NODE" "$BASE" "$node_recipe" 'RUN node -v && npm -v' 'CMD ["node"]'
}

# in_background NAME FUNCTION: starts a step beside the others; join NAME waits for it.
declare -A job_of
in_background() {
  (trap - EXIT; "$2") &
  job_of[$1]=$!
  jobs_running+=("$!")
}
join() { wait "${job_of[$1]}" || die "the step \"$1\" failed (see above)"; }

# --- the run ---------------------------------------------------------------------------------------------------

[[ $(uname -sm) == 'Linux x86_64' ]] || die "this script is for Linux on x86_64"
jdk_home=$(find_jdk) || die "no JDK 25 found under /usr/lib/jvm; set JDK25_HOME"

base_recipe=$(recipe "$(declare -f build_rootfs import_base)" "$ROOTFS_PACKAGES")
jre_recipe=$(recipe "$base_recipe" "$(declare -f build_jre_tree write_entrypoint java_image)" "$JRE_MODULES" "$(<"$jdk_home/release")")
jdk_recipe=$(recipe "$base_recipe" "$(declare -f build_jdk_tree write_entrypoint java_image)" "$(<"$jdk_home/release")")
kafka_recipe=$(recipe "$jre_recipe" "$KAFKA_VERSION $LOG4J_BINDING_VERSION" \
  "$(declare -f fetch_kafka_jars write_kafka_tree write_kafka_training build_kafka)" "$KAFKA_COMMANDS")
node_recipe=$(recipe "$base_recipe" "$(declare -f build_node small_image)" "$(node -v 2>/dev/null)" "$(npm -v 2>/dev/null)")
maven_recipe=$(recipe "$jdk_recipe" "$(declare -f build_maven small_image)" "$(dpkg-query -W -f '${Version}' maven 2>/dev/null)" \
  "$(sha256sum /etc/ssl/certs/ca-certificates.crt)")

find_out() {
  base_state=$(state "$BASE" "$base_recipe")
  jre_state=$(state "$JRE" "$jre_recipe")
  jdk_state=$(state "$JDK" "$jdk_recipe")
  kafka_state=$(state "$KAFKA" "$kafka_recipe")
  native_state=$(state "$KAFKA_NATIVE" "$kafka_recipe")
  maven_state=$(state "$MAVEN" "$maven_recipe")
  node_state=$(state "$NODE" "$node_recipe")
}

if daemon_answers && docker compose version >/dev/null 2>&1; then
  find_out
  if [[ "$base_state$jre_state$jdk_state$kafka_state$native_state$maven_state$node_state" == readyreadyreadyreadyreadyreadyready ]]; then
    say "docker $(docker version --format '{{.Server.Version}}') on $(docker info --format '{{.Driver}}'), compose $(docker compose version --short)"
    say "everything is in place: $BASE $JRE $JDK $KAFKA $KAFKA_NATIVE $MAVEN $NODE ($(seconds_since "$started"))"
    exit 0
  fi
fi
[[ $mode != check ]] || { say "not everything is in place"; exit 1; }
[[ $(id -u) == 0 ]] || die "only root can install packages and build the images"

exec 9>/run/lock/base-images.lock
flock -n 9 || { say "another run is at work; waiting for it"; flock -w 1800 9 || die "the other run did not end within 30 minutes"; }
work=$(mktemp -d /tmp/base-images.XXXXXX)

ensure_command dockerd docker.io
ensure_command docker docker.io
ensure_compose
if daemon_answers; then say "a docker daemon is running (storage driver $(docker info --format '{{.Driver}}'))"; else start_daemon; fi
find_out
[[ $base_state == ready ]] || ensure_command mmdebstrap mmdebstrap
[[ $kafka_state == ready && $maven_state == ready ]] || ensure_command mvn maven
[[ $node_state == ready ]] || command -v npm >/dev/null || die "no Node.js with npm found on this machine"

[[ $base_state == ready ]] || { say "$BASE is $base_state: bootstrapping it"; in_background rootfs build_rootfs; }
[[ $jre_state == ready ]] || { say "$JRE is $jre_state: linking a run-time from $jdk_home"; in_background jre build_jre_tree; }
[[ $jdk_state == ready ]] || { say "$JDK is $jdk_state: copying $jdk_home"; build_jdk_tree; }
[[ $kafka_state == ready ]] || { say "$KAFKA is $kafka_state: fetching its jars from Maven Central"; write_kafka_tree; fetch_kafka_jars; }

[[ $base_state == ready ]] || { join rootfs; replace "$BASE" import_base; say "built $BASE ($(seconds_since "$started"))"; }
if [[ $jre_state != ready ]]; then
  join jre
  replace "$JRE" java_image "$JRE" "$work/jre" "$jre_recipe" '["bash"]'
  say "built $JRE ($(seconds_since "$started"))"
fi
if [[ $jdk_state != ready ]]; then
  replace "$JDK" java_image "$JDK" "$work/jdk" "$jdk_recipe" '["jshell"]'
  say "built $JDK ($(seconds_since "$started"))"
fi
[[ $kafka_state == ready ]] || { replace "$KAFKA" build_kafka; say "built $KAFKA ($(seconds_since "$started"))"; }
[[ $maven_state == ready ]] || { replace "$MAVEN" build_maven; say "built $MAVEN ($(seconds_since "$started"))"; }
[[ $node_state == ready ]] || { replace "$NODE" build_node; say "built $NODE ($(seconds_since "$started"))"; }
[[ $native_state == ready ]] || { replace "$KAFKA_NATIVE" docker tag "$KAFKA" "$KAFKA_NATIVE"; say "tagged $KAFKA_NATIVE"; }
if [[ -e /.dockerenv && -z ${TESTCONTAINERS_HOST_OVERRIDE-} ]]; then
  say "note: this machine has a /.dockerenv, so Testcontainers needs TESTCONTAINERS_HOST_OVERRIDE=localhost to find its ports"
fi
say "done in $(seconds_since "$started")"
