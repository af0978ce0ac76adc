package dev.foureyes.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foureyes.proto.results.v1.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class TopicsTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "topics.md");

  /** After a change of the catalogue, run with -Dfoureyes.write-docs to write the document anew. */
  @Test
  void theDocumentSaysWhatTheCatalogueSays() throws IOException {
    if (System.getProperty("foureyes.write-docs") != null) {
      Files.createDirectories(DOCUMENT.getParent());
      Files.writeString(DOCUMENT, TopicsDocument.markdown());
    }

    assertThat(DOCUMENT).hasContent(TopicsDocument.markdown());
  }

  @Test
  void namesAreUniqueAndVersioned() {
    assertThat(Topics.all())
        .extracting(Topic::name)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("foureyes\\.[a-z-]+\\.v1"));
  }

  @Test
  void compactedTopicsSayHowLongADeletionStaysReadable() {
    for (Topic<?> topic : Topics.all()) {
      if (topic.cleanup() != Topic.Cleanup.DELETE) {
        assertThat(TopicProvisioner.configs(topic))
            .as(topic.name())
            .containsEntry("delete.retention.ms", "604800000");
      }
    }
  }

  @Test
  void assignmentsOfOneNodeStayTogether() {
    int first =
        KeyPartitioner.partition(Topics.ASSIGNMENTS, EventKey.of("org", "node-1", "test-1"), 1000);

    assertThat(
            KeyPartitioner.partition(
                Topics.ASSIGNMENTS, EventKey.of("org", "node-1", "test-2"), 1000))
        .isEqualTo(first);
    assertThat(
            KeyPartitioner.partition(
                Topics.ASSIGNMENTS, EventKey.of("org", "node-2", "test-1"), 1000))
        .isNotEqualTo(first);
  }

  @Test
  void keysReadWhatTheyWrite() {
    EventKey key = EventKey.of("org", "node", "test");

    assertThat(key).hasToString("org/node/test");
    assertThat(EventKey.parse("org/node/test")).isEqualTo(key);
    assertThatThrownBy(() -> EventKey.of("org", "a/b")).hasMessageContaining("hold no \"/\"");
    assertThatThrownBy(() -> EventKey.parse("org"))
        .hasMessageContaining("expected: an organisation and at least one id");
  }

  @Test
  void aValueOfAnotherTypeIsRefused() {
    byte[] junk = "\377junk".getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> Topics.RESULTS.value().decode(junk))
        .isInstanceOf(SerializationException.class)
        .hasMessage("value: 5 bytes (expected: a foureyes.results.v1.Result)");
    assertThat(
            Topics.RESULTS
                .value()
                .decode(Topics.RESULTS.value().encode(Result.newBuilder().setSeq(3).build()))
                .getSeq())
        .isEqualTo(3);
  }
}
