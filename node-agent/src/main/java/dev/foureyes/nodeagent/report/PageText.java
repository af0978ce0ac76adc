package dev.foureyes.nodeagent.report;

import dev.foureyes.nodeagent.report.Waterfall.Phase;
import dev.foureyes.proto.common.v1.PageProbe;
import dev.foureyes.proto.results.v1.ConsoleError;
import dev.foureyes.proto.results.v1.PageResource;
import dev.foureyes.proto.results.v1.PageResult;
import dev.foureyes.proto.results.v1.PageScreenshot;
import dev.foureyes.proto.results.v1.ProbeResult;
import java.util.List;
import java.util.Locale;

/** What a page brought. */
final class PageText {

  private final Page page;

  PageText(Page page) {
    this.page = page;
  }

  void write(PageProbe config, ProbeResult result) {
    PageResult loaded = result.getPage();
    page.title("Page " + config.getUrl());
    ProbeText.verdict(
        page,
        result,
        "status " + loaded.getStatus() + ", loaded in " + Waterfall.ms(loaded.getPageLoadMs()));
    if (!loaded.getBrowser().isEmpty()) {
      facts(loaded);
    }
    errors(page, loaded.getConsoleErrorsList(), loaded.getConsoleErrorCount());
    resources(page, loaded.getResourcesList(), loaded.getResourcesLeftOut());
    notes(page, loaded.getNotesList());
    if (loaded.hasScreenshot()) {
      page.blank().line("  " + picture(loaded.getScreenshot()));
    }
  }

  private void facts(PageResult loaded) {
    page.blank()
        .fact("status", loaded.hasStatus() ? String.valueOf(loaded.getStatus()) : "")
        .fact("title", loaded.getTitle())
        .fact("protocol", loaded.getProtocol())
        .fact("remote", loaded.getRemoteIp())
        .fact("received", received(loaded))
        .fact("browser", loaded.getBrowser());
    List<Phase> marks =
        List.of(
            Phase.of("ttfb", loaded.hasResponseMs(), loaded.getResponseMs()),
            Phase.of("fcp", loaded.hasFcpMs(), loaded.getFcpMs()),
            Phase.of("dom", loaded.hasDomLoadMs(), loaded.getDomLoadMs()),
            Phase.of("lcp", loaded.hasLcpMs(), loaded.getLcpMs()),
            Phase.of("load", loaded.hasPageLoadMs(), loaded.getPageLoadMs()));
    double most = marks.stream().mapToDouble(mark -> mark.ms().orElse(0)).max().orElse(0);
    if (most > 0) {
      Waterfall waterfall = new Waterfall(page.style(), most);
      page.blank();
      // Each is counted from the start: they do not follow each other.
      marks.forEach(mark -> page.lines(waterfall.lines(0, List.of(mark))));
    }
    if (loaded.hasClsScore()) {
      page.line(String.format(Locale.ROOT, "    cls       %.3f", loaded.getClsScore()));
    }
  }

  private static String received(PageResult loaded) {
    return loaded.hasRequestCount()
        ? String.format(
            Locale.ROOT,
            "%,d bytes, %,d requests, %,d of them failed",
            Integer.toUnsignedLong(loaded.getWireBytes()),
            loaded.getRequestCount(),
            loaded.getFailedRequestCount())
        : "";
  }

  static void errors(Page page, List<ConsoleError> errors, int count) {
    if (errors.isEmpty()) {
      return;
    }
    page.blank().line("  " + count + (count == 1 ? " error" : " errors") + " on the console");
    for (ConsoleError error : errors) {
      page.line(
          "    "
              + Style.shown(error.getText().lines().findFirst().orElse(""))
              + (error.getSource().isEmpty() ? "" : " (" + Style.shown(error.getSource()) + ")"));
    }
  }

  /** A line for each request, with its time on one scale. */
  static void resources(Page page, List<PageResource> resources, int leftOut) {
    if (resources.isEmpty()) {
      return;
    }
    page.blank();
    double end =
        resources.stream().mapToDouble(each -> each.getStartMs() + ms(each)).max().orElse(0);
    RequestBars bars = new RequestBars(page.style(), end);
    for (PageResource resource : resources) {
      page.line(bars.line(resource, ms(resource)));
    }
    if (leftOut > 0) {
      page.line("  and " + leftOut + " more requests");
    }
  }

  private static double ms(PageResource resource) {
    return resource.getBlockedMs()
        + resource.getDnsMs()
        + resource.getConnectMs()
        + resource.getTlsMs()
        + resource.getSendMs()
        + resource.getWaitMs()
        + resource.getReceiveMs();
  }

  static void notes(Page page, List<String> notes) {
    if (!notes.isEmpty()) {
      page.blank();
      notes.forEach(note -> page.line("  note: " + Style.shown(note)));
    }
  }

  static String picture(PageScreenshot picture) {
    return "screenshot: "
        + picture.getWidth()
        + " by "
        + picture.getHeight()
        + ", "
        + picture.getJpeg().size()
        + " bytes; --json prints it";
  }
}
