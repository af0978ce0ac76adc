package dev.foureyes.nodeagent.update;

import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.time.NodeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocketFactory;

/** Installs updates for one version in one tree. */
public final class Updates {

  private final UpdateSettings settings;
  private final String version;
  private final String platform;
  private final HostLookup lookup;
  private final NodeClock clock;
  private final Consumer<InstallStep> observer;

  /**
   * @param version of this process, as its package says
   * @param platform for example "linux/amd64"
   */
  public Updates(
      UpdateSettings settings,
      String version,
      String platform,
      HostLookup lookup,
      NodeClock clock) {
    this(settings, version, platform, lookup, clock, step -> {});
  }

  Updates(
      UpdateSettings settings,
      String version,
      String platform,
      HostLookup lookup,
      NodeClock clock,
      Consumer<InstallStep> observer) {
    this.settings = settings;
    this.version = version;
    this.platform = platform;
    this.lookup = lookup;
    this.clock = clock;
    this.observer = observer;
  }

  /**
   * Installs an update; it is started next, and has to prove itself then.
   *
   * @param place a URL or a file NAME.update
   * @return its version
   * @throws UpdateRefusedException when it is not to be believed, or not wanted
   * @throws IOException when it cannot be fetched or written
   */
  public String install(String place)
      throws UpdateRefusedException, IOException, InterruptedException {
    return WebSource.takes(place)
        ? installFromWeb(place)
        : install(new FileSource(Path.of(place).toAbsolutePath()));
  }

  /** The same, from nowhere but the web: what a server may ask for. */
  String installFromWeb(String url)
      throws UpdateRefusedException, IOException, InterruptedException {
    SSLSocketFactory tls = (SSLSocketFactory) SSLSocketFactory.getDefault();
    return install(WebSource.of(url, lookup, tls, clock.ticker()));
  }

  private String install(UpdateSource source)
      throws UpdateRefusedException, IOException, InterruptedException {
    Path root =
        settings
            .tree()
            .orElseThrow(() ->
                new UpdateRefusedException(
                    "updates are off: this node was not started by its launcher, or is part of a container image"));
    checkOwner(root);
    ManifestVerifier verifier =
        new ManifestVerifier(UpdateTrust.ofThisBuild(), platform, clock.wall());
    return new Installer(new SoftwareTree(root), verifier, running(), observer)
        .install(source)
        .toString();
  }

  /** Files of another user in the tree would keep the node from running them. */
  private static void checkOwner(Path root) throws UpdateRefusedException, IOException {
    Path existing = root.toAbsolutePath();
    while (!Files.exists(existing)) {
      existing = Optional.ofNullable(existing.getParent()).orElse(Path.of("/"));
    }
    String owner = Files.getOwner(existing).getName();
    String user = System.getProperty("user.name", "");
    if (!owner.equals(user)) {
      throw new UpdateRefusedException(
          existing
              + " belongs to "
              + owner
              + " (expected: "
              + user
              + ", who runs this; try: sudo -u "
              + owner
              + " foureyes-node update)");
    }
  }

  private SoftwareVersion running() throws UpdateRefusedException {
    return SoftwareVersion.parse(version)
        .orElseThrow(() ->
            new UpdateRefusedException(
                "version of this build: "
                    + version
                    + " (expected: three numbers, as a package has)"));
  }

  /** Whether the tree's current version is newer than this process, and waits for its start. */
  boolean isReplaced(SoftwareTree tree) throws IOException {
    Optional<SoftwareVersion> own = SoftwareVersion.parse(version);
    Optional<SoftwareVersion> pending = tree.pending();
    return own.isPresent()
        && pending.isPresent()
        && pending.equals(tree.current())
        && !pending.equals(SoftwareVersion.parse(settings.trial())) // this very process
        && pending.get().isNewerThan(own.get());
  }

  /** The state of things, a line each, for people. */
  public List<String> describe() throws IOException {
    List<String> lines = new ArrayList<>(List.of("running    " + version + " " + platform));
    lines.add("trust      " + trust());
    if (settings.tree().isEmpty()) {
      lines.add("updates    off");
      return lines;
    }
    SoftwareTree tree = new SoftwareTree(settings.tree().get());
    lines.add("updates    " + tree);
    lines.add(
        "installed  "
            + tree.current()
                .map(SoftwareVersion::toString)
                .orElse("none; the packaged version runs"));
    tree.pending().ifPresent(each -> lines.add("on trial   " + each));
    for (SoftwareVersion each : tree.failed()) {
      lines.add("taken back " + each + ": " + tree.failure(each).orElse(""));
    }
    return lines;
  }

  private static String trust() {
    try {
      UpdateTrust trust = UpdateTrust.ofThisBuild();
      return trust.roots().isEmpty()
          ? "none: a development build, which takes no update"
          : "channel " + trust.channel() + ", root keys " + trust.roots();
    } catch (UpdateRefusedException e) {
      return "none: " + e.getMessage();
    }
  }
}
