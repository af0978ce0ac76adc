package dev.foureyes.nodeagent.probe.browser;

import com.google.gson.JsonObject;
import dev.foureyes.nodeagent.probe.Failure;
import dev.foureyes.nodeagent.probe.Probe;
import dev.foureyes.nodeagent.probe.ProbeDetail;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.probe.ProbeOutcome;
import dev.foureyes.nodeagent.probe.name.HostLookup;
import dev.foureyes.nodeagent.probe.text.ShownText;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.PageResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Loads one page and says what became of it. */
final class PageCheck implements Probe {

  /** What is painted after the load event counts for LCP and CLS; most of it comes at once. */
  private static final Duration SETTLING = Duration.ofMillis(500);

  private static final Duration BUSY = Duration.ofMillis(200);
  private static final int MAX_URL = 512;
  private static final int MAX_TITLE = 256;

  private final PageSettings settings;
  private final Browsers browsers;
  private final HostLookup lookup;
  private final Runnable onClose;

  /**
   * @param onClose gets to know that this test is no longer there
   */
  PageCheck(PageSettings settings, Browsers browsers, HostLookup lookup, Runnable onClose) {
    this.settings = settings;
    this.browsers = browsers;
    this.lookup = lookup;
    this.onClose = onClose;
  }

  @Override
  public ProbeOutcome run(Deadline deadline) throws InterruptedException {
    Visit visit = new Visit(browsers, lookup, settings.view(), deadline);
    PageResult.Builder result = PageResult.newBuilder();
    Expectations expectations = new Expectations(settings);
    Optional<Failure> failure =
        visit.run(
            tab -> {
              tab.navigate(settings.url(), visit.policy(), visit.work());
              Deadline settled = Deadline.after(SETTLING, deadline.ticker());
              tab.awaitUntil(() -> settled.isOver() || visit.work().isOver(), visit.deadline());
              timings(tab, visit, result);
              if (!settings.expect().getContainsTextList().isEmpty()) {
                expectations.read(
                    Json.text(tab.call("read", Json.of("whole", true), visit.work()), "text"));
              }
              document(tab, visit.log(), result);
              totals(visit.log(), result);
              expectations.check(result);
            },
            tab -> timeUp(tab, visit),
            (tab, hasFailed) -> {
              document(tab, visit.log(), result);
              if (hasFailed) {
                // The picture first: a page that is busy gives no figures.
                Screenshots.take(tab, visit.log(), visit.deadline())
                    .ifPresent(result::setScreenshot);
                timings(tab, visit, result);
              }
            });
    ProbeDetail detail = new ProbeDetail.Page(finished(visit, result));
    return failure.isPresent()
        ? new ProbeOutcome.Failed(detail, failure.get())
        : new ProbeOutcome.Passed(detail);
  }

  private Failure timeUp(Tab tab, Visit visit) throws InterruptedException {
    String within = " within " + visit.work().timeout().toMillis() + " ms";
    List<Request> open = visit.log().network().unfinished();
    Optional<Request> document =
        tab.document()
            .or(() -> open.stream().filter(each -> each.type().equals("document")).findFirst());
    if (document.isEmpty() || document.get().status().isEmpty()) {
      return new Failure(
          Fault.FAULT_TARGET,
          ErrorPhase.ERROR_PHASE_WAIT,
          "no response for " + ShownText.quoted(settings.url()) + within);
    }
    String why;
    if (isBusy(tab, visit)) {
      why = ": its scripts keep it busy";
    } else if (open.isEmpty()) {
      why = "";
    } else {
      why =
          ": "
              + open.size()
              + (open.size() == 1 ? " request has" : " requests have")
              + " no end, the first for "
              + ShownText.quoted(open.getFirst().url());
    }
    return new Failure(
        Fault.FAULT_TARGET,
        ErrorPhase.ERROR_PHASE_RECEIVE,
        ShownText.quoted(settings.url()) + " was not loaded" + within + why);
  }

  private static boolean isBusy(Tab tab, Visit visit) throws InterruptedException {
    try {
      var _ =
          tab.call("read", Json.of("whole", true), Deadline.after(BUSY, visit.deadline().ticker()));
      return false;
    } catch (TimeoutException e) {
      return true;
    } catch (ProbeFailedException e) {
      return false;
    }
  }

  private static void timings(Tab tab, Visit visit, PageResult.Builder result)
      throws ProbeFailedException, TimeoutException, InterruptedException {
    if (tab.isErrorPage()) {
      return; // they would be those of the browser's own page
    }
    JsonObject timings = tab.call("timings", new JsonObject(), visit.deadline());
    Json.number(timings, "response").ifPresent(result::setResponseMs);
    Json.number(timings, "dom").ifPresent(result::setDomLoadMs);
    Json.number(timings, "load").ifPresent(result::setPageLoadMs);
    Json.number(timings, "fcp").ifPresent(result::setFcpMs);
    Json.number(timings, "lcp").ifPresent(result::setLcpMs);
    if (result.hasPageLoadMs()) {
      Json.number(timings, "cls").ifPresent(result::setClsScore);
    }
    result.setTitle(ShownText.cut(Json.text(timings, "title"), MAX_TITLE));
  }

  private static void document(Tab tab, RunLog log, PageResult.Builder result) {
    result.setFinalUrl(ShownText.cut(log.redactor().clean(tab.url()), MAX_URL));
    Optional<Request> document = tab.document();
    if (document.isEmpty()) {
      return;
    }
    Request request = document.get();
    request.status().ifPresent(result::setStatus);
    request.dnsMs().ifPresent(result::setDnsMs);
    request.connectMs().ifPresent(result::setConnectMs);
    request.tlsMs().ifPresent(result::setTlsMs);
    result.setRemoteIp(request.remoteIp()).setProtocol(ShownText.cut(request.protocol(), 16));
  }

  private static void totals(RunLog log, PageResult.Builder result) {
    result
        .setWireBytes((int) Math.min(log.network().wireBytes(), Integer.MAX_VALUE))
        .setRequestCount(log.network().requests())
        .setFailedRequestCount(log.network().failures())
        .setConsoleErrorCount(log.console().errors());
  }

  private static PageResult finished(Visit visit, PageResult.Builder result) {
    RunLog log = visit.log();
    if (log.network().requests() > 0) {
      totals(log, result);
    }
    result
        .addAllConsoleErrors(log.console().describe(log.redactor()::clean))
        .addAllNotes(log.notes().describe(log.redactor()::clean))
        .setBrowser(visit.product());
    Resources resources = Resources.of(log, result.build().getSerializedSize());
    return result
        .addAllResources(resources.shown())
        .setResourcesLeftOut(resources.leftOut())
        .build();
  }

  @Override
  public void close() {
    onClose.run();
  }
}
