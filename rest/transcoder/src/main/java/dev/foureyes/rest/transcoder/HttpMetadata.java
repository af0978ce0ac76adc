package dev.foureyes.rest.transcoder;

import io.grpc.Metadata;

/** What the transcoder passes between HTTP headers and the call's metadata. */
public final class HttpMetadata {

  public static final Metadata.Key<String> AUTHORIZATION = key("authorization");
  public static final Metadata.Key<String> COOKIE = key("cookie");

  /** Address of the HTTP client, without port. */
  public static final Metadata.Key<String> REMOTE_IP = key("foureyes-remote-ip");

  /** "https" or "http", as the browser sees it. */
  public static final Metadata.Key<String> SCHEME = key("foureyes-scheme");

  /** Host and port as the browser sees them. */
  public static final Metadata.Key<String> HOST = key("foureyes-host");

  /** Set by a service in its response's headers; becomes the HTTP header Set-Cookie. */
  public static final Metadata.Key<String> SET_COOKIE = key("set-cookie");

  private HttpMetadata() {}

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
