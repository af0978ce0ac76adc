# Sourced: run_java CLASS ARGUMENT... runs a program of the module E2E_MODULE (e2e), after building what is stale.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

run_java() {
  local java_home class_path module=${E2E_MODULE-e2e}
  java_home=$("$root/foureyes" --jdk)
  if [[ -z ${FOUREYES_BUILT-} ]]; then
    echo "building what is stale" >&2
    build_quietly "$java_home" "$module" || return
  fi
  printf -v class_path '%s:' "$root/$module"/target/dist/lib/*.jar "$root/$module"/target/*.jar
  # shellcheck disable=SC2086
  "$java_home/bin/java" -XX:+UseSerialGC -Xmx1g --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -Dslf4j.provider=dev.foureyes.nodeagent.log.NodeLogProvider ${E2E_JAVA_OPTIONS-} -cp "${class_path%:}" "$@"
}

# What a build says is shown when it fails.
build_quietly() {
  local log=$root/target/java-build.log
  mkdir -p "$root/target"
  (cd "$root" && JAVA_HOME=$1 mvn -B -ntp -q -DskipTests package -pl "$2" -am) >"$log" 2>&1 && return
  tail -n 30 "$log" >&2
  echo "the build failed; all of it is in $log" >&2
  return 1
}
