package dev.foureyes.nodeagent.probe.browser;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import dev.foureyes.nodeagent.probe.ProbeFailedException;
import dev.foureyes.nodeagent.time.Deadline;
import dev.foureyes.proto.results.v1.PageScreenshot;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Pictures of a page, small enough for a result. None is taken of a page that may show a secret
 * that the run has filled in.
 */
final class Screenshots {

  static final int MAX_BYTES = 60_000;

  /** Wider windows are shown smaller. */
  private static final double USUAL_WIDTH = 1_366;

  /** Tried in this order until one is small enough. */
  private static final List<Form> FORMS =
      List.of(new Form(70, 0.6), new Form(45, 0.5), new Form(25, 0.4), new Form(10, 0.25));

  private record Form(int quality, double scale) {}

  private Screenshots() {}

  /** One of what the window shows; absent when there is none to be had. */
  static Optional<PageScreenshot> take(Tab tab, RunLog log, Deadline deadline)
      throws ProbeFailedException, TimeoutException, InterruptedException {
    if (!log.redactor().isEmpty() && showsSecrets(tab, log.redactor(), deadline)) {
      log.notes().add("left out a screenshot: a secret might be seen on it");
      return Optional.empty();
    }
    try {
      JsonObject view =
          Json.object(
              tab.command("Page.getLayoutMetrics", new JsonObject(), deadline),
              "cssVisualViewport");
      double width = Json.number(view, "clientWidth").orElse(0);
      double height = Json.number(view, "clientHeight").orElse(0);
      double smaller = Math.min(1, USUAL_WIDTH / Math.max(width, 1));
      for (Form form : FORMS) {
        double scale = form.scale * smaller;
        JsonObject clip =
            Json.of(
                "x",
                Json.number(view, "pageX").orElse(0),
                "y",
                Json.number(view, "pageY").orElse(0),
                "width",
                width,
                "height",
                height,
                "scale",
                form.scale);
        JsonObject picture =
            tab.command(
                "Page.captureScreenshot",
                Json.of(
                    "format",
                    "jpeg",
                    "quality",
                    form.quality,
                    "optimizeForSpeed",
                    true,
                    "clip",
                    clip),
                deadline);
        byte[] jpeg = Base64.getDecoder().decode(Json.text(picture, "data"));
        if (jpeg.length > 0 && jpeg.length <= MAX_BYTES) {
          return Optional.of(
              PageScreenshot.newBuilder()
                  .setJpeg(ByteString.copyFrom(jpeg))
                  .setWidth((int) Math.round(width * scale))
                  .setHeight((int) Math.round(height * scale))
                  .build());
        }
      }
    } catch (CommandException e) {
      log.notes().add("took no screenshot: " + e.getMessage());
    }
    return Optional.empty();
  }

  private static boolean showsSecrets(Tab tab, Redactor redactor, Deadline deadline)
      throws ProbeFailedException, TimeoutException, InterruptedException {
    return Json.is(tab.call("shows", Json.of("secrets", redactor.forms()), deadline), "shows");
  }
}
