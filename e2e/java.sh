# Sourced: run_java CLASS ARGUMENT... runs a program of the e2e module, after building what is stale.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

run_java() {
  local java_home class_path
  java_home=$("$root/foureyes" --jdk)
  [[ -n ${FOUREYES_BUILT-} ]] || (cd "$root" && mvn -B -ntp -q -DskipTests package -pl e2e -am)
  printf -v class_path '%s:' "$root"/e2e/target/dist/lib/*.jar "$root"/e2e/target/*.jar
  "$java_home/bin/java" -XX:+UseSerialGC -Xmx512m --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -Dslf4j.provider=dev.foureyes.nodeagent.log.NodeLogProvider ${E2E_JAVA_OPTIONS-} -cp "${class_path%:}" "$@"
}
