package dev.foureyes.nodeagent.probe.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.nodeagent.peers.ScriptedServer;
import dev.foureyes.nodeagent.peers.TestAuthority;
import dev.foureyes.nodeagent.peers.TestAuthority.Leaf;
import dev.foureyes.nodeagent.probe.browser.BrowserRun.Outcome;
import dev.foureyes.nodeagent.secret.Secrets;
import dev.foureyes.proto.common.v1.PageProbe;
import dev.foureyes.proto.results.v1.ErrorPhase;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.PageResource;
import dev.foureyes.proto.results.v1.PageResult;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of all kinds in a real Chromium. */
class PageIT {

  @TempDir private static Path work;

  private static BrowserRun browser;
  private PageSite site;

  @BeforeAll
  static void startBrowsers() throws Exception {
    browser = BrowserRun.in(work, Secrets.NONE);
  }

  @AfterAll
  static void endBrowsers() throws Exception {
    browser.close();
    assertThat(BrowserRun.browsers()).isEmpty();
    assertThat(work).isEmptyDirectory();
  }

  @BeforeEach
  void startSite() throws Exception {
    site = new PageSite();
  }

  @AfterEach
  void endSite() {
    site.close();
  }

  private static Outcome within(Duration timeout, String url) throws Exception {
    return browser.page(PageProbe.newBuilder().setUrl(url), timeout);
  }

  private static Optional<PageResource> resource(PageResult page, String end) {
    return page.getResourcesList().stream().filter(each -> each.getUrl().endsWith(end)).findFirst();
  }

  @Test
  void whatAPageIsMadeOf() throws Exception {
    site.page(
            "/",
            """
            <h1 style="font-size:80px">Welcome</h1><script src="/app.js"></script>
            <img src="/missing.png"><script>console.error("it broke", 7)</script>
            """)
        .on("/app.js", PageSite.content("text/javascript", "window.x = 1; undefinedFunction();"));
    PageResult page = browser.page(site.url("/")).passed().page();
    assertThat(page.getStatus()).isEqualTo(200);
    assertThat(page.getTitle()).isEqualTo("A page");
    assertThat(page.getFinalUrl()).isEqualTo(site.url("/"));
    assertThat(page.getRemoteIp()).isEqualTo("127.0.0.1");
    assertThat(page.getProtocol()).isEqualTo("http/1.1");
    assertThat(page.getBrowser()).startsWith("Chromium ");
    assertThat(page.getResponseMs()).isPositive();
    assertThat(page.getDomLoadMs()).isGreaterThanOrEqualTo(page.getResponseMs());
    assertThat(page.getPageLoadMs()).isGreaterThanOrEqualTo(page.getDomLoadMs());
    assertThat(page.getFcpMs()).isPositive();
    assertThat(page.getLcpMs()).isGreaterThanOrEqualTo(page.getFcpMs());
    assertThat(page.hasClsScore()).isTrue();
    assertThat(page.getConnectMs()).isPositive();
    assertThat(page.getWireBytes()).isGreaterThan(200);
    assertThat(page.getRequestCount()).isGreaterThanOrEqualTo(3);
    assertThat(page.getFailedRequestCount()).isPositive();
    assertThat(resource(page, "/app.js").orElseThrow().getStatus()).isEqualTo(200);
    assertThat(resource(page, "/missing.png").orElseThrow().getStatus()).isEqualTo(404);
    assertThat(page.getResourcesList().getFirst().getType()).isEqualTo("document");
    assertThat(page.getConsoleErrorsList())
        .extracting(error -> error.getText().lines().findFirst().orElse(""))
        .containsExactlyInAnyOrder(
            "it broke 7", "ReferenceError: undefinedFunction is not defined");
    assertThat(page.hasScreenshot()).isFalse();
  }

  @Test
  void shiftsOfTheLayoutAreCounted() throws Exception {
    site.page(
        "/",
        """
        <div id="late"></div><p style="font-size:60px">Text that moves down</p>
        <script>requestAnimationFrame(() => requestAnimationFrame(() => {
          document.getElementById("late").style.height = "300px"; }))</script>
        <img src="/slow.png">
        """);
    site.on(
        "/slow.png",
        exchange -> {
          Thread.sleep(400); // the shift comes before the load
          exchange.sendResponseHeaders(404, -1);
        });
    assertThat(browser.page(site.url("/")).passed().page().getClsScore()).isBetween(0.01, 1.0);
  }

  @Test
  void everyRunBeginsWithAnEmptyProfile() throws Exception {
    site.page(
        "/",
        "<p id=p></p><script>p.textContent = document.cookie || 'no cookie';"
            + " document.cookie = 'a=1; max-age=1000'; </script>");
    PageProbe.Builder config = PageProbe.newBuilder().setUrl(site.url("/"));
    config.getExpectBuilder().addContainsText("no cookie");
    browser.page(config, Duration.ofSeconds(15)).passed();
    browser.page(config, Duration.ofSeconds(15)).passed();
  }

  @Test
  void statusAndExpectations() throws Exception {
    site.on("/500", PageSite.status(500, "<title>Oh</title>broken"));
    PageResult page =
        browser
            .page(site.url("/500"))
            .failed(
                Fault.FAULT_TARGET,
                ErrorPhase.ERROR_PHASE_STATUS,
                "status 500 (expected: 200 to 399)")
            .page();
    assertThat(page.getStatus()).isEqualTo(500);
    assertThat(page.getTitle()).isEqualTo("Oh");
    assertThat(page.getScreenshot().getJpeg().size()).isBetween(500, 60_000);
    assertThat(page.getScreenshot().getJpeg().byteAt(0)).isEqualTo((byte) 0xff);

    site.page("/", "<p>One  two</p><script>throw new Error('x')</script><img src='/none'>");
    PageProbe.Builder config = PageProbe.newBuilder().setUrl(site.url("/"));
    config
        .getExpectBuilder()
        .addContainsText("One two")
        .addContainsText("three")
        .setNoConsoleErrors(true)
        .setNoFailedRequests(true)
        .setMaxWireBytes(10)
        .setMaxPageLoadMs(0.001);
    String sentence =
        browser
            .page(config, Duration.ofSeconds(15))
            .failed(
                Fault.FAULT_TARGET,
                ErrorPhase.ERROR_PHASE_CONTENT,
                "the page does not show 'three'; page load ")
            .failure()
            .orElseThrow()
            .sentence();
    assertThat(sentence)
        .contains("(expected: at most 10)", "1 errors on the console", "requests failed")
        .doesNotContain("One");
  }

  @Test
  void whatDoesNotAnswer() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    browser
        .page("http://127.0.0.1:" + closed + "/")
        .failed(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_CONNECT, "refused");
    browser
        .page("http://nowhere.example/")
        .failed(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_DNS, "nowhere.example does not exist");
    site.on("/silent", site.silence());
    within(Duration.ofSeconds(3), site.url("/silent"))
        .failed(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_WAIT, "no response for");
  }

  @Test
  void aPageThatIsNotLoadedInTime() throws Exception {
    site.page("/", "<h1>Half a page</h1><img src='/hanging.png'>")
        .on("/hanging.png", site.silence());
    PageResult page =
        within(Duration.ofSeconds(5), site.url("/"))
            .failed(
                Fault.FAULT_TARGET,
                ErrorPhase.ERROR_PHASE_RECEIVE,
                "1 request has no end, the first for '" + site.url("/hanging.png") + "'")
            .page();
    assertThat(page.getStatus()).isEqualTo(200);
    assertThat(page.hasPageLoadMs()).isFalse();
    assertThat(page.getResponseMs()).isPositive();
    assertThat(page.getFcpMs()).isPositive();
    assertThat(page.hasScreenshot()).isTrue();
  }

  @Test
  void scriptsThatNeverEnd() throws Exception {
    site.page("/", "<h1>Busy</h1><script>while (true) {}</script>");
    PageResult page =
        within(Duration.ofSeconds(5), site.url("/"))
            .failed(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_RECEIVE, "its scripts keep it busy")
            .page();
    assertThat(page.getStatus()).isEqualTo(200);
    site.page("/next", "<p>fine</p>");
    browser.page(site.url("/next")).passed();
  }

  @Test
  void dialogsWindowsAndDownloads() throws Exception {
    site.page(
            "/",
            """
            <script>alert("hello"); confirm("sure?"); prompt("name?");
            window.open("/popup"); </script><p>done</p>
            """)
        .page("/popup", "<p>popup</p>")
        .page("/endless", "<script>while (true) alert('again')</script>")
        .on(
            "/file",
            exchange -> {
              exchange.getResponseHeaders().set("Content-Disposition", "attachment; filename=x");
              exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
              exchange.sendResponseHeaders(200, 3);
              exchange.getResponseBody().write(new byte[3]);
            });
    PageResult page = browser.page(site.url("/")).passed().page();
    assertThat(page.getNotesList())
        .contains("closed a dialog of the page (alert): 'hello'")
        .contains("closed a dialog of the page (confirm): 'sure?'")
        .contains("closed a dialog of the page (prompt): 'name?'");
    assertThat(site.requests()).doesNotContain("GET /popup");
    browser
        .page(site.url("/file"))
        .failed(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_CONTENT, "download");
    page =
        within(Duration.ofSeconds(5), site.url("/endless"))
            .failed(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_RECEIVE, "was not loaded within")
            .page();
    assertThat(page.getNotes(0)).startsWith("closed a dialog of the page (alert): 'again' (");
  }

  @Test
  void redirects() throws Exception {
    site.on("/a", PageSite.redirect("/b"))
        .page("/b", "<p>here</p>")
        .on("/round", PageSite.redirect("/round"));
    PageResult page = browser.page(site.url("/a")).passed().page();
    assertThat(page.getFinalUrl()).isEqualTo(site.url("/b"));
    assertThat(page.getResources(0).getStatus()).isEqualTo(302);
    browser
        .page(site.url("/round"))
        .failed(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_STATUS, "redirects more than 20 times");
  }

  @Test
  void neverThereByWhateverWay() throws Exception {
    String why = "the node never connects to 169.254.169.254";
    for (String url :
        new String[] {
          "http://169.254.169.254/latest/meta-data/",
          "http://[::ffff:169.254.169.254]/",
          "http://" + BrowserRun.NEVER + "/"
        }) {
      assertThat(browser.page(url).failure().orElseThrow().fault()).isEqualTo(Fault.FAULT_CONFIG);
    }
    site.on("/redirect", PageSite.redirect("http://169.254.169.254/latest"));
    browser
        .page(site.url("/redirect"))
        .failed(Fault.FAULT_CONFIG, ErrorPhase.ERROR_PHASE_CONNECT, why);
    site.on("/named", PageSite.redirect("http://" + BrowserRun.NEVER + "/"));
    browser
        .page(site.url("/named"))
        .failed(Fault.FAULT_CONFIG, ErrorPhase.ERROR_PHASE_CONNECT, why);
    site.page(
            "/parts",
            """
            <img src="http://never.example/img"><iframe src="http://never.example/frame"></iframe>
            <script>
            const done = fetch("http://never.example/fetch").catch(() => 0);
            const worker = new Worker("/worker.js");
            worker.onmessage = () => document.body.append("worker done");
            </script>
            """)
        .on(
            "/worker.js",
            PageSite.content(
                "text/javascript",
                "fetch('http://never.example/worker', {mode: 'no-cors'})"
                    + ".catch(() => postMessage(1))"));
    PageProbe.Builder parts = PageProbe.newBuilder().setUrl(site.url("/parts"));
    parts.getExpectBuilder().addContainsText("worker done");
    PageResult page = browser.page(parts, Duration.ofSeconds(15)).passed().page();
    for (String part : new String[] {"/img", "/frame", "/fetch", "/worker"}) {
      assertThat(resource(page, "example" + part).orElseThrow().getFailure())
          .as(part)
          .startsWith(why);
    }
  }

  @Test
  void moreRequestsThanAResultHolds() throws Exception {
    site.page(
            "/",
            "<script>for (let i = 0; i < 2000; i++) fetch('/x?' + i + 'y'.repeat(400))</script>")
        .on("/x", PageSite.status(200, ""));
    PageResult page = within(Duration.ofSeconds(20), site.url("/")).page();
    assertThat(page.getRequestCount()).isGreaterThan(500);
    assertThat(page.getResourcesCount()).isBetween(100, 300);
    assertThat(page.getResourcesLeftOut() + page.getResourcesCount())
        .isEqualTo(page.getRequestCount());
    assertThat(page.getSerializedSize()).isLessThan(250_000);
  }

  @Test
  void certificates() throws Exception {
    TestAuthority authority = new TestAuthority("Unknown authority");
    try (ScriptedServer server =
        ScriptedServer.answeringTls(
            authority.issue(Leaf.server("localhost")),
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nok")) {
      PageProbe.Builder config =
          PageProbe.newBuilder().setUrl("https://localhost:" + server.port() + "/");
      browser
          .page(config, Duration.ofSeconds(15))
          .failed(Fault.FAULT_TARGET, ErrorPhase.ERROR_PHASE_TLS, "ERR_CERT_AUTHORITY_INVALID");
      config.getBrowserBuilder().setSkipCertificateCheck(true).setWidth(400).setHeight(300);
      PageResult page = browser.page(config, Duration.ofSeconds(15)).passed().page();
      assertThat(page.getTlsMs()).isPositive();
    }
  }
}
