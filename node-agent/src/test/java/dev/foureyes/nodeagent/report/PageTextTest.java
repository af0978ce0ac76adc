package dev.foureyes.nodeagent.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.foureyes.proto.common.v1.PageProbe;
import dev.foureyes.proto.common.v1.ProbeConfig;
import dev.foureyes.proto.common.v1.TransactionProbe;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.PageResult;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.TransactionResult;
import org.junit.jupiter.api.Test;

class PageTextTest {

  private static final Style PLAIN = new Style(100, false, false);
  private static final ProbeConfig PAGE =
      ProbeConfig.newBuilder()
          .setPage(PageProbe.newBuilder().setUrl("https://www.example.org/"))
          .build();

  private static String text(ProbeConfig config, ProbeResult.Builder result) {
    return ProbeText.of(config, result.build(), PLAIN);
  }

  @Test
  void aPageThatHasLoaded() {
    PageResult.Builder page =
        PageResult.newBuilder()
            .setStatus(200)
            .setTitle("Shop")
            .setProtocol("h2")
            .setRemoteIp("192.0.2.1")
            .setBrowser("Chromium 156")
            .setResponseMs(50)
            .setFcpMs(75)
            .setPageLoadMs(100)
            .setClsScore(0.0834)
            .setWireBytes(12_345)
            .setRequestCount(302)
            .setFailedRequestCount(1)
            .setConsoleErrorCount(1)
            .setResourcesLeftOut(300);
    page.addResourcesBuilder()
        .setUrl("https://www.example.org/")
        .setStatus(200)
        .setType("document")
        .setWaitMs(50);
    page.addResourcesBuilder()
        .setUrl("https://cdn.example.org/a.js")
        .setType("script")
        .setStartMs(50)
        .setFailure("net::ERR_CONNECTION_RESET");
    page.addConsoleErrorsBuilder().setText("x is\u001b[2J not defined\n at y").setSource("a.js:7");
    page.addNotes("closed a dialog of the page (alert): 'hello'");
    String text = text(PAGE, ProbeResult.newBuilder().setFault(Fault.FAULT_OK).setPage(page));
    assertThat(text)
        .startsWith("Page https://www.example.org/\npassed   status 200, loaded in 100.00 ms\n")
        .contains("  received    12,345 bytes, 302 requests, 1 of them failed\n")
        .contains("    cls       0.083\n")
        .contains("    x is?[2J not defined (a.js:7)\n")
        .contains(
            "  200 document   #######################     50.00 ms  https://www.example.org/\n")
        .contains("https://cdn.example.org/a.js (net::ERR_CONNECTION_RESET)\n")
        .contains("  and 300 more requests\n")
        .contains("  note: closed a dialog of the page (alert): 'hello'\n");
    assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(130));
  }

  @Test
  void aPageThatNobodyCouldLoad() {
    assertThat(
            text(
                PAGE,
                ProbeResult.newBuilder()
                    .setFault(Fault.FAULT_CONFIG)
                    .setError("this node runs no page tests")
                    .setPage(PageResult.getDefaultInstance())))
        .isEqualTo(
            """
            Page https://www.example.org/
            refused  this node runs no page tests
                     lies with: what was asked for
            """);
  }

  @Test
  void aTransactionThatFailed() {
    TransactionProbe.Builder config = TransactionProbe.newBuilder();
    config.addStepsBuilder();
    config.addStepsBuilder();
    TransactionResult.Builder done =
        TransactionResult.newBuilder().setTotalMs(30).setStepsPassed(1).setFailedStep(1);
    done.addStepsBuilder().setName("open 'https://a/'").setDurationMs(20).setPassed(true);
    done.addStepsBuilder().setIndex(1).setName("click text 'Buy'").setDurationMs(10);
    done.addScreenshotsBuilder()
        .setStep(1)
        .setWidth(820)
        .setHeight(461)
        .setJpeg(ByteString.copyFrom(new byte[7]));
    assertThat(
            text(
                ProbeConfig.newBuilder().setTransaction(config).build(),
                ProbeResult.newBuilder()
                    .setFault(Fault.FAULT_TARGET)
                    .setErrorPhase(ErrorPhase.ERROR_PHASE_CONTENT)
                    .setError("step 2 (click text 'Buy'): there is no such element")
                    .setTransaction(done)))
        .isEqualTo(
            """
            Transaction of 2 steps
            failed   step 2 (click text 'Buy'): there is no such element
                     at: content; lies with: the target

              1  passed  20.00 ms  open 'https://a/'
              2  failed  10.00 ms  click text 'Buy'
              step 2: screenshot: 820 by 461, 7 bytes; --json prints it
            """);
  }
}
