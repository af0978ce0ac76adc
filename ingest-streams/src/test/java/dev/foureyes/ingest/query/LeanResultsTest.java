package dev.foureyes.ingest.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.Result;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeanResultsTest {

  private static final ByteString JPEG = ByteString.copyFrom(new byte[60_000]);

  private static Result page() {
    ProbeResult.Builder probe = ProbeResult.newBuilder().setError("status 500");
    probe.getPageBuilder().setStatus(500).setResourcesLeftOut(7);
    probe.getPageBuilder().addResourcesBuilder().setUrl("https://a.example/");
    probe.getPageBuilder().getScreenshotBuilder().setJpeg(JPEG);
    return Result.newBuilder().setId("p").setProbe(probe).build();
  }

  private static Result transaction() {
    ProbeResult.Builder probe = ProbeResult.newBuilder();
    probe.getTransactionBuilder().addStepsBuilder().setName("open");
    probe.getTransactionBuilder().addResourcesBuilder().setUrl("https://a.example/");
    probe.getTransactionBuilder().addScreenshotsBuilder().setJpeg(JPEG);
    return Result.newBuilder().setId("t").setProbe(probe).build();
  }

  @Test
  void aListThatFitsGoesAsItIs() {
    List<Result> few = List.of(page(), transaction());
    assertThat(LeanResults.of(few)).isEqualTo(few);
  }

  @Test
  void aListThatDoesNotGoesWithoutPicturesAndRequests() {
    List<Result> lean = LeanResults.of(Collections.nCopies(500, page()));
    assertThat(lean).hasSize(500);
    assertThat(lean.stream().mapToInt(Result::getSerializedSize).sum())
        .isLessThan(LeanResults.MAX_LIST_BYTES);
    ProbeResult first = lean.getFirst().getProbe();
    assertThat(first.getError()).isEqualTo("status 500");
    assertThat(first.getPage().getStatus()).isEqualTo(500);
    assertThat(first.getPage().getResourcesCount()).isZero();
    assertThat(first.getPage().getResourcesLeftOut()).isEqualTo(8);
    assertThat(first.getPage().hasScreenshot()).isFalse();

    ProbeResult second =
        LeanResults.of(Collections.nCopies(100, transaction())).getFirst().getProbe();
    assertThat(second.getTransaction().getStepsCount()).isEqualTo(1);
    assertThat(second.getTransaction().getScreenshotsCount()).isZero();
    assertThat(second.getTransaction().getResourcesLeftOut()).isEqualTo(1);
  }
}
