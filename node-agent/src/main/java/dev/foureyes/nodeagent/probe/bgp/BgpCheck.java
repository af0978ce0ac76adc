package dev.foureyes.nodeagent.probe.bgp;

import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.BgpResult;
import java.util.Optional;

/** Reports of a session that goes on between runs. */
final class BgpCheck implements Probe {

  private final Session session;

  BgpCheck(Session session) {
    this.session = session;
  }

  @Override
  public ProbeOutcome run(Deadline deadline) throws InterruptedException {
    session.await(deadline);
    BgpResult.Builder result = BgpResult.newBuilder();
    Optional<Failure> failure = session.report(result);
    ProbeDetail detail = new ProbeDetail.Bgp(result.build());
    return failure.isPresent()
        ? new ProbeOutcome.Failed(detail, failure.get())
        : new ProbeOutcome.Passed(detail);
  }

  @Override
  public void close() {
    session.close();
  }
}
