package dev.foureyes.model.result;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.proto.results.v1.DnsResult;
import dev.foureyes.proto.results.v1.Fault;
import dev.foureyes.proto.results.v1.HttpResult;
import dev.foureyes.proto.results.v1.ProbeResult;
import dev.foureyes.proto.results.v1.ProbeResult.DetailCase;
import org.junit.jupiter.api.Test;

class MeasureCatalogTest {

  private final MeasureCatalog catalog = MeasureCatalog.get();

  @Test
  void everyKindOfResultHasAHeadline() {
    for (DetailCase kind : DetailCase.values()) {
      if (kind != DetailCase.DETAIL_NOT_SET) {
        assertThat(catalog.headline(kind)).as(kind.name()).isPresent();
      }
    }
  }

  @Test
  void everyKindNamedByTheContractIsThere() {
    assertThat(catalog.of(DetailCase.HTTP))
        .extracting(Measure::name)
        .contains("dns_ms", "total_ms", "status", "wire_bytes");
    assertThat(catalog.of(DetailCase.DETAIL_NOT_SET)).isEmpty();
    assertThat(catalog.names()).contains("up", "resolution_ms", "connect_ms");
  }

  @Test
  void aValueThatWasNotReachedIsAbsentAndNotZero() {
    ProbeResult failed =
        ProbeResult.newBuilder()
            .setFault(Fault.FAULT_TARGET)
            .setHttp(HttpResult.newBuilder().setDnsMs(3))
            .build();

    assertThat(catalog.value(failed, "dns_ms")).hasValue(3);
    assertThat(catalog.value(failed, "total_ms")).isEmpty();
    assertThat(catalog.value(failed, "up")).hasValue(0);
    assertThat(catalog.value(failed, "resolution_ms")).as("a measure of another kind").isEmpty();
  }

  @Test
  void wholeNumbersAreMeasuresToo() {
    ProbeResult result =
        ProbeResult.newBuilder()
            .setFault(Fault.FAULT_OK)
            .setDns(DnsResult.newBuilder().setAnswerCount(2))
            .build();

    assertThat(catalog.value(result, "answer_count")).hasValue(2);
    assertThat(catalog.value(result, "up")).hasValue(1);
  }

  @Test
  void unitsComeFromNames() {
    assertThat(MeasureUnit.ofFieldName("total_ms")).isEqualTo(MeasureUnit.MILLISECONDS);
    assertThat(MeasureUnit.ofFieldName("throughput_bytes_per_s"))
        .isEqualTo(MeasureUnit.BYTES_PER_SECOND);
    assertThat(MeasureUnit.ofFieldName("status")).isEqualTo(MeasureUnit.COUNT);
    assertThat(MeasureUnit.MILLISECONDS.toStored(12.3456)).isEqualTo(12_346);
    assertThat(MeasureUnit.MILLISECONDS.fromStored(12_346)).isEqualTo(12.346);
  }
}
