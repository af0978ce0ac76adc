package dev.foureyes.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Requests without ceremony. */
final class Http {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private Http() {}

  static HttpRequest.Builder request(URI uri) {
    return HttpRequest.newBuilder(uri).timeout(TIMEOUT);
  }

  static <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body) {
    try {
      return CLIENT.send(request, body);
    } catch (IOException e) {
      throw new UncheckedIOException(request.uri() + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  static String get(URI uri) {
    return send(request(uri).build(), BodyHandlers.ofString()).body();
  }

  /** Status code and body, with a space between. */
  static String status(URI uri) {
    HttpResponse<String> response = send(request(uri).build(), BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }

  /** Whether somebody is there and says 200. */
  static boolean isOk(URI uri) {
    try {
      return send(request(uri).build(), BodyHandlers.discarding()).statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }
}
