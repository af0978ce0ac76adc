# Sourced: run_java CLASS ARGUMENT... runs a program of the module E2E_MODULE (e2e), after building what is stale.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

run_java() {
  local java_home class_path module=${E2E_MODULE-e2e}
  java_home=$("$root/foureyes" --jdk)
  [[ -n ${FOUREYES_BUILT-} ]] || (cd "$root" && JAVA_HOME=$java_home mvn -B -ntp -q -DskipTests package -pl "$module" -am)
  printf -v class_path '%s:' "$root/$module"/target/dist/lib/*.jar "$root/$module"/target/*.jar
  # shellcheck disable=SC2086
  "$java_home/bin/java" -XX:+UseSerialGC -Xmx1g --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -Dslf4j.provider=dev.foureyes.nodeagent.log.NodeLogProvider ${E2E_JAVA_OPTIONS-} -cp "${class_path%:}" "$@"
}
