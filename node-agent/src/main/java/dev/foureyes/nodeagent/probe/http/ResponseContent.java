package dev.foureyes.nodeagent.probe.http;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import okhttp3.Headers;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** What a response said: its headers, and of its body as much as assertions see. */
final class ResponseContent {

  /** Most bytes of a body that assertions see. */
  static final int MAX_BYTES = 1 << 20;

  /** Of a response that did not arrive. */
  static final ResponseContent NONE =
      new ResponseContent(Headers.EMPTY, ByteString.EMPTY, Optional.empty());

  private final Headers headers;
  private final ByteString body;
  private final Optional<Charset> charset;
  private @Nullable String text;

  ResponseContent(Headers headers, ByteString body, Optional<Charset> charset) {
    this.headers = headers;
    this.body = body;
    this.charset = charset;
  }

  List<String> headers(String name) {
    return headers.values(name);
  }

  /** Decoded once. */
  String text() {
    String decoded = text;
    if (decoded == null) {
      decoded = charset.isPresent() ? body.string(charset.get()) : body.utf8();
      text = decoded;
    }
    return decoded;
  }
}
