package dev.foureyes.control.test;

import dev.foureyes.model.request.Violations;
import dev.foureyes.proto.control.v1.Node;
import dev.foureyes.proto.control.v1.NodeSelector;
import dev.foureyes.proto.control.v1.Test;
import java.util.Map;
import java.util.regex.Pattern;

/** Labels of tests and nodes, and whether they match. */
public final class Labels {

  private static final int MAX_LABELS = 32;
  private static final int MAX_VALUE = 100;
  private static final Pattern KEY = Pattern.compile("[a-z0-9]([a-z0-9_./-]{0,61}[a-z0-9])?");
  private static final String KEY_FORM =
      "1 to 63 of a-z, 0-9, \"-\", \"_\", \".\" and \"/\", beginning and ending with a letter or digit";

  private Labels() {}

  /** Notes what is wrong with labels. */
  public static void check(Violations violations, String field, Map<String, String> labels) {
    violations.check(
        labels.size() <= MAX_LABELS, field, labels.size(), "at most " + MAX_LABELS + " labels");
    labels.forEach((key, value) -> {
      violations.check(KEY.matcher(key).matches(), field, key, "a key of " + KEY_FORM);
      violations.check(
          value.length() <= MAX_VALUE,
          field + "[" + key + "]",
          value,
          "at most " + MAX_VALUE + " characters");
    });
  }

  /** Whether a node runs a test that is not paused; both ends of an agent-to-agent test do. */
  public static boolean runs(Test test, Node node) {
    return selects(test.getNodes(), node.getId(), node.getLabelsMap())
        || (test.getProbe().hasAgent()
            && test.hasPeers()
            && selects(test.getPeers(), node.getId(), node.getLabelsMap()));
  }

  /**
   * Whether a selector chooses a node: all when it is empty, else those listed or with all its
   * labels.
   */
  public static boolean selects(NodeSelector selector, String nodeId, Map<String, String> labels) {
    if (selector.getNodeIdsCount() == 0 && selector.getMatchLabelsCount() == 0) {
      return true;
    }
    if (selector.getNodeIdsList().contains(nodeId)) {
      return true;
    }
    return selector.getMatchLabelsCount() > 0
        && labels.entrySet().containsAll(selector.getMatchLabelsMap().entrySet());
  }
}
