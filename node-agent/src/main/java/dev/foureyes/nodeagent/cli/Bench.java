package dev.foureyes.nodeagent.cli;

import dev.foureyes.nodeagent.probe.ProbeFactory;
import dev.foureyes.nodeagent.probe.browser.BrowserProbes;
import dev.foureyes.nodeagent.probe.name.SystemResolvers;
import dev.foureyes.nodeagent.time.NodeClock;
import dev.foureyes.nodeagent.update.UpdateSettings;
import dev.foureyes.nodeagent.update.Updates;
import dev.foureyes.proto.common.v1.ProbeConfig;

/** What commands measure with: the probes of the agent, its clocks and its machine's resolvers. */
public interface Bench extends ProbeFactory {

  /**
   * Brings the code that such a probe runs to speed, so that its first run measures the target.
   * Nothing leaves the machine.
   */
  void warmUp(ProbeConfig config) throws InterruptedException;

  SystemResolvers resolvers();

  NodeClock clock();

  /** What page tests get; where there is no browser, it says why. */
  BrowserProbes browser();

  /** What installs newer versions of this program. */
  Updates updates(UpdateSettings settings);
}
