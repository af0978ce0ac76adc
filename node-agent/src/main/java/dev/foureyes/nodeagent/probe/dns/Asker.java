package dev.foureyes.nodeagent.probe.dns;

import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.time.Deadline;
import org.xbill.DNS.Message;

/** Whoever can be asked a question: a server, the servers of this machine, or a URL. */
@FunctionalInterface
interface Asker {

  /**
   * Asks and waits for the answer, which may have any response code.
   *
   * @param facts filled with what was measured, also of an exchange that fails
   */
  Message ask(Message query, Deadline deadline, DnsFacts facts)
      throws ProbeFailedException, InterruptedException;
}
