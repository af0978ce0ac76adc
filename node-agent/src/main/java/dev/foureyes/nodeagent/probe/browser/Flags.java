package dev.foureyes.nodeagent.probe.browser;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Chromium's command line. */
final class Flags {

  /**
   * The program gets the pipes that Java made as its descriptors 3 and 4, where it looks for them.
   */
  private static final String WITH_PIPES =
      "exec setsid \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null";

  /**
   * Addresses that hand out credentials, as they stand in URLs. Every request is looked at besides;
   * these rules hold also for what is not a request.
   */
  private static final List<String> NEVER_HOSTS =
      List.of(
          "169.254.*.*",
          "168.63.129.16",
          "100.100.100.200",
          "192.0.0.192",
          "[fd00:ec2::254*",
          "[fd20:ce::254*",
          "[fe80:*",
          "[::ffff:a9fe:*");

  private static final List<String> FIXED =
      List.of(
          "--headless",
          "--remote-debugging-pipe",
          "--no-first-run",
          "--no-default-browser-check",
          "--no-startup-window",
          "--no-proxy-server",
          "--no-pings",
          "--noerrdialogs",
          "--hide-scrollbars",
          "--mute-audio",
          "--lang=en-US",
          "--password-store=basic",
          "--disable-gpu",
          "--disable-dev-shm-usage", // containers have very little of it
          "--disable-background-networking",
          "--disable-background-timer-throttling",
          "--disable-backgrounding-occluded-windows",
          "--disable-renderer-backgrounding",
          "--disable-breakpad",
          "--disable-client-side-phishing-detection",
          "--disable-component-extensions-with-background-pages",
          "--disable-component-update",
          "--disable-crash-reporter",
          "--disable-default-apps",
          "--disable-domain-reliability",
          "--disable-extensions",
          "--disable-field-trial-config",
          "--disable-hang-monitor",
          "--disable-prompt-on-repost",
          "--disable-quic", // its protocol would change from run to run
          "--disable-search-engine-choice-screen",
          "--disable-sync",
          "--metrics-recording-only",
          "--force-webrtc-ip-handling-policy=disable_non_proxied_udp", // there is no proxy: nothing
          "--js-flags=--max-old-space-size=512",
          "--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider,"
              + "InterestFeedContentSuggestions,AutofillServerCommunication,DnsOverHttpsUpgrade,"
              + "CertificateTransparencyComponentUpdater,BackForwardCache,Prerender2,"
              + "SpareRendererForSitePerProcess,WebTransport,LoadingPredictorPrefetch");

  private Flags() {}

  static List<String> command(Chromium chromium, Path profile, boolean sandbox) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", WITH_PIPES));
    chromium
        .otherUser()
        .ifPresent(user ->
            command.addAll(
                List.of(
                    "setpriv",
                    "--reuid=" + user.uid(),
                    "--regid=" + user.gid(),
                    "--clear-groups",
                    "--inh-caps=-all",
                    "--no-new-privs")));
    command.add(chromium.program().toString());
    command.addAll(FIXED);
    command.add("--host-resolver-rules=" + neverRules());
    command.add("--user-data-dir=" + profile);
    if (!sandbox) {
      command.add("--no-sandbox");
    }
    return command;
  }

  private static String neverRules() {
    return String.join(
        ",", NEVER_HOSTS.stream().map(pattern -> "MAP " + pattern + " ^NOTFOUND").toList());
  }
}
