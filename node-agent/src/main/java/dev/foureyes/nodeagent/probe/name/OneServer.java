package dev.foureyes.nodeagent.probe.name;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.xbill.DNS.Name;

/** A DNS server that a test names, in place of what the machine uses. */
record OneServer(InetSocketAddress server) implements SystemResolvers {

  private static final Path NO_HOSTS = Path.of("/dev/null");

  @Override
  public List<InetSocketAddress> servers() {
    return List.of(server);
  }

  @Override
  public List<Name> searchPath() {
    return List.of();
  }

  @Override
  public int ndots() {
    return 0;
  }

  @Override
  public Path hostsFile() {
    return NO_HOSTS;
  }
}
