package dev.foureyes.rest.transcoder;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.regex.Pattern;

/** What the JSON parser says, without the names of Java classes in it. */
final class JsonErrors {

  private static final Pattern JAVA_NAMES =
      Pattern.compile("(?:[a-z]+\\.)+[A-Z]\\w*(?:Exception|Error): ");

  private JsonErrors() {}

  static String plain(InvalidProtocolBufferException e) {
    String message = JAVA_NAMES.matcher(String.valueOf(e.getMessage())).replaceAll("");
    int advice = message.indexOf("\nSee https://"); // a link to the JSON library's help
    return advice < 0 ? message : message.substring(0, advice);
  }
}
