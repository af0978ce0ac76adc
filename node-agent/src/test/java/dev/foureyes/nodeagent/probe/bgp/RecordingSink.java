package dev.foureyes.nodeagent.probe.bgp;

import java.util.ArrayList;
import java.util.List;

/** Writes down what UPDATEs mean. */
final class RecordingSink implements UpdateReader.Sink {

  final List<String> lines = new ArrayList<>();

  @Override
  public void announced(Family family, long high, long low, int length, PathAttributes attributes) {
    lines.add(
        "+ "
            + new Prefix(family, high, low, length)
            + " path "
            + attributes.asPath()
            + " via "
            + attributes.nextHop(family)
            + (attributes.communities().isEmpty() ? "" : " " + attributes.communities()));
  }

  @Override
  public void withdrawn(Family family, long high, long low, int length) {
    lines.add("- " + new Prefix(family, high, low, length));
  }

  @Override
  public void endOfRib(Family family) {
    lines.add("end of " + family);
  }

  @Override
  public void malformed(String why) {
    lines.add("malformed: " + why);
  }
}
