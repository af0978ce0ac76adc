package dev.foureyes.topics;

/** {@code docs/topics.md}: the catalogue for people. */
public final class TopicsDocument {

  private TopicsDocument() {}

  public static String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("# Topics\n\nMade from the class `Topics`; a test compares the two. ");
    text.append(
        "Values are protobuf messages of [`proto/`](../proto/foureyes); keys are text, their parts joined by `/`.\n\n");
    text.append(
        "| topic | key | partitions by | value | kept | partitions | written by | read by |\n");
    text.append("|---|---|---|---|---|---|---|---|\n");
    for (Topic<?> topic : Topics.all()) {
      text.append("| `").append(topic.name()).append("` | ").append(topic.key());
      text.append(" | first ")
          .append(topic.partitionKeyParts())
          .append(" parts | `")
          .append(topic.value().typeName());
      text.append("` | ").append(kept(topic)).append(" | ");
      text.append(topic.shape() == Topic.Shape.SINGLE ? "1" : "`foureyes.topics.partitions`")
          .append(" | ");
      text.append(String.join(", ", topic.writers()))
          .append(" | ")
          .append(String.join(", ", topic.readers()))
          .append(" |\n");
    }
    text.append('\n');
    for (Topic<?> topic : Topics.all()) {
      text.append("- `").append(topic.name()).append("`: ").append(topic.purpose()).append('\n');
    }
    return text.toString();
  }

  private static String kept(Topic<?> topic) {
    String age = topic.retention().map(retention -> retention.toDays() + " days").orElse("");
    return switch (topic.cleanup()) {
      case DELETE -> age;
      case COMPACT -> "newest of each key";
      case COMPACT_AND_DELETE -> "newest of each key, " + age;
    };
  }
}
