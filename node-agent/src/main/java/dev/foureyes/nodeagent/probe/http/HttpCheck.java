package dev.foureyes.nodeagent.probe.http;

import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.http.HttpConversation.Held;
import dev.foureyes.nodeagent.probe.http.TargetAddresses.Target;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.HttpResult;
import java.util.List;

/** The conversations of an HTTP test: one, or one with every address of the target. */
final class HttpCheck implements Probe {

  private final HttpSettings settings;
  private final TargetAddresses targets;
  private final HttpConversation conversation;
  private final Secrets secrets;

  HttpCheck(
      HttpSettings settings,
      TargetAddresses targets,
      HttpConversation conversation,
      Secrets secrets) {
    this.settings = settings;
    this.targets = targets;
    this.conversation = conversation;
    this.secrets = secrets;
  }

  @Override
  public ProbeOutcome run(Deadline deadline) throws InterruptedException {
    Credentials credentials;
    try {
      credentials = Credentials.of(settings.options(), secrets);
    } catch (ProbeFailedException e) {
      HttpResult nothing =
          HttpResult.newBuilder().setFinalUrl(HttpReport.shown(settings.url())).build();
      return new ProbeOutcome.Failed(new ProbeDetail.Http(nothing), e.failure());
    }
    Held held = hold(credentials, deadline);
    ProbeDetail detail = new ProbeDetail.Http(credentials.hide(held.result()));
    return held.failure().isPresent()
        ? new ProbeOutcome.Failed(detail, held.failure().get())
        : new ProbeOutcome.Passed(detail);
  }

  private Held hold(Credentials credentials, Deadline deadline) throws InterruptedException {
    return switch (settings.options().addresses()) {
      case ADDRESS_SELECTION_UNSPECIFIED, UNRECOGNIZED ->
          conversation.hold(targets.first(), credentials, deadline);
      case ADDRESS_SELECTION_RANDOM -> conversation.hold(targets.random(), credentials, deadline);
      case ADDRESS_SELECTION_EACH -> holdEach(credentials, deadline);
    };
  }

  private Held holdEach(Credentials credentials, Deadline deadline) throws InterruptedException {
    List<Target> all;
    try {
      all = targets.each(deadline);
    } catch (ProbeFailedException e) {
      AddressSource none =
          (host, until) -> {
            throw e;
          };
      return conversation.hold(none, credentials, deadline);
    }
    return EachAddress.hold(
        all, target -> conversation.hold(target.source(), credentials, deadline));
  }
}
