package dev.foureyes.nodeagent.probe.name;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.ResolverConfig;

/** How this machine resolves names. */
public interface SystemResolvers {

  /** The servers to ask, in order; never none. */
  List<InetSocketAddress> servers();

  /** Domains to try for short names. */
  List<Name> searchPath();

  /** A name with at least this many dots is tried as it is first. */
  int ndots();

  /** The file of names that are not asked for. */
  Path hostsFile();

  /** The settings of this machine; read again when {@code /etc/resolv.conf} changes. */
  static SystemResolvers ofThisMachine() {
    return new FromSystem(Path.of("/etc/resolv.conf"), Path.of("/etc/hosts"));
  }

  /** By dnsjava, which knows where each operating system keeps them. */
  final class FromSystem implements SystemResolvers {

    private final Path resolvConf;
    private final Path hostsFile;
    private FileTime read = FileTime.fromMillis(0);

    private FromSystem(Path resolvConf, Path hostsFile) {
      this.resolvConf = resolvConf;
      this.hostsFile = hostsFile;
    }

    private synchronized ResolverConfig config() {
      try {
        FileTime changed = Files.getLastModifiedTime(resolvConf);
        if (!changed.equals(read)) {
          ResolverConfig.refresh();
          read = changed;
        }
      } catch (IOException e) {
        // another operating system, or no such file: dnsjava has read what there is
      }
      return ResolverConfig.getCurrentConfig();
    }

    @Override
    public List<InetSocketAddress> servers() {
      return config().servers();
    }

    @Override
    public List<Name> searchPath() {
      return config().searchPath();
    }

    @Override
    public int ndots() {
      return config().ndots();
    }

    @Override
    public Path hostsFile() {
      return hostsFile;
    }
  }
}
