package dev.foureyes.rest.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The path of an HTTP rule, for example {@code /api/v1/nodes/{node_id}:revoke}: literal segments,
 * variables that take one whole segment, and an optional verb at the end.
 *
 * <p>Wildcards ({@code *}, {@code **}) and variables over several segments are refused: an OpenAPI
 * document cannot describe them.
 *
 * @param segments at least one
 * @param verb the word after the colon at the end
 */
public record PathTemplate(List<Segment> segments, Optional<String> verb) {

  /** One part of a path between slashes. */
  public sealed interface Segment {}

  /** Stands for itself. */
  public record Literal(String text) implements Segment {}

  /** Takes any non-empty segment as the value of a field. */
  public record Variable(String fieldPath) implements Segment {}

  private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9._~-]+");
  private static final Pattern FIELD_PATH = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*");

  public PathTemplate {
    segments = List.copyOf(segments);
  }

  /**
   * Reads a path as written in a rule.
   *
   * @throws IllegalArgumentException when it is not of the supported form
   */
  public static PathTemplate parse(String path) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path: " + path + " (expected: to start with \"/\")");
    }
    String rest = path.substring(1);
    Optional<String> verb = Optional.empty();
    int colon = rest.lastIndexOf(':');
    if (colon > rest.lastIndexOf('/')) {
      String word = rest.substring(colon + 1);
      if (!LITERAL.matcher(word).matches()) {
        throw new IllegalArgumentException("path: " + path + " (expected: a word after the colon)");
      }
      verb = Optional.of(word);
      rest = rest.substring(0, colon);
    }
    List<Segment> segments = new ArrayList<>();
    Set<String> variables = new HashSet<>();
    for (String part : rest.split("/", -1)) {
      Segment segment = segment(path, part);
      if (segment instanceof Variable variable && !variables.add(variable.fieldPath())) {
        throw new IllegalArgumentException(
            "path: "
                + path
                + " (expected: each variable once, but "
                + variable.fieldPath()
                + " is there twice)");
      }
      segments.add(segment);
    }
    return new PathTemplate(segments, verb);
  }

  private static Segment segment(String path, String part) {
    if (part.startsWith("{") && part.endsWith("}")) {
      String fieldPath = part.substring(1, part.length() - 1);
      if (!FIELD_PATH.matcher(fieldPath).matches()) {
        throw new IllegalArgumentException(
            "path: " + path + " (expected: a plain variable such as {node_id}, not " + part + ")");
      }
      return new Variable(fieldPath);
    }
    if (!LITERAL.matcher(part).matches()) {
      throw new IllegalArgumentException(
          "path: "
              + path
              + " (expected: words or {variables} between slashes, not \""
              + part
              + "\")");
    }
    return new Literal(part);
  }

  /**
   * The values of the variables, by field path, when the given path is of this form.
   *
   * @param requestSegments decoded segments of the requested path, the verb taken off
   * @param requestVerb the verb of the requested path
   */
  public Optional<Map<String, String>> match(
      List<String> requestSegments, Optional<String> requestVerb) {
    if (requestSegments.size() != segments.size() || !requestVerb.equals(verb)) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      String given = requestSegments.get(i);
      Segment segment = segments.get(i);
      if (segment instanceof Literal literal && !literal.text().equals(given)) {
        return Optional.empty();
      }
      if (segment instanceof Variable variable) {
        if (given.isEmpty()) {
          return Optional.empty();
        }
        values.put(variable.fieldPath(), given);
      }
    }
    return Optional.of(values);
  }

  /** The field paths of the variables, in the order of the path. */
  public List<String> variables() {
    List<String> variables = new ArrayList<>();
    for (Segment segment : segments) {
      if (segment instanceof Variable variable) {
        variables.add(variable.fieldPath());
      }
    }
    return variables;
  }

  /**
   * The path with every variable's name left out: two rules of the same shape cannot be told apart.
   */
  public String shape() {
    StringBuilder shape = new StringBuilder();
    for (Segment segment : segments) {
      shape.append('/').append(segment instanceof Literal literal ? literal.text() : "{}");
    }
    verb.ifPresent(word -> shape.append(':').append(word));
    return shape.toString();
  }

  @Override
  public String toString() {
    StringBuilder path = new StringBuilder();
    for (Segment segment : segments) {
      path.append('/');
      if (segment instanceof Variable variable) {
        path.append('{').append(variable.fieldPath()).append('}');
      } else if (segment instanceof Literal literal) {
        path.append(literal.text());
      }
    }
    verb.ifPresent(word -> path.append(':').append(word));
    return path.toString();
  }
}
