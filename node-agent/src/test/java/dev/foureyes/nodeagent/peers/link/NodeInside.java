package dev.foureyes.nodeagent.peers.link;

import com.google.protobuf.util.JsonFormat;
import dev.foureyes.nodeagent.peers.link.Namespace.Output;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One probe of the agent's command line, in a process of its own in a namespace. */
public final class NodeInside {

  /** Nothing is left that a user without privileges does not have. */
  private static final List<String> WITHOUT_PRIVILEGES =
      List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all");

  private NodeInside() {}

  /** Runs it without any capability, and reads its JSON. */
  public static ProbeResult probe(Namespace namespace, String arguments)
      throws IOException, InterruptedException {
    return parse(run(namespace, WITHOUT_PRIVILEGES, arguments + " --json"));
  }

  /** The same, with these variables. */
  public static ProbeResult probe(
      Namespace namespace, Map<String, String> environment, String arguments)
      throws IOException, InterruptedException {
    return parse(run(namespace, with(environment), arguments + " --json"));
  }

  /** What people see, with these variables. */
  public static String text(Namespace namespace, Map<String, String> environment, String arguments)
      throws IOException, InterruptedException {
    return run(namespace, with(environment), arguments).text();
  }

  private static List<String> with(Map<String, String> environment) {
    List<String> wrapper = new ArrayList<>(WITHOUT_PRIVILEGES);
    wrapper.add("env");
    environment.forEach((name, value) -> wrapper.add(name + "=" + value));
    return wrapper;
  }

  /** The same as root. */
  public static ProbeResult privilegedProbe(Namespace namespace, String arguments)
      throws IOException, InterruptedException {
    return parse(run(namespace, List.of(), arguments + " --json"));
  }

  /** What people see. */
  public static String text(Namespace namespace, String arguments)
      throws IOException, InterruptedException {
    return run(namespace, WITHOUT_PRIVILEGES, arguments).text();
  }

  private static Output run(Namespace namespace, List<String> wrapper, String arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.foureyes.nodeagent.Main"));
    command.addAll(List.of(arguments.split(" ", -1)));
    return namespace.run(command);
  }

  private static ProbeResult parse(Output output) throws IOException {
    ProbeResult.Builder result = ProbeResult.newBuilder();
    JsonFormat.parser().merge(output.text(), result);
    return result.build();
  }
}
