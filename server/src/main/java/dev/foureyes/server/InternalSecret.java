package dev.foureyes.server;

import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What our processes show each other over TCP: a random text in a file that all of them can read
 * and nobody else.
 *
 * @param text the secret
 */
record InternalSecret(String text) {

  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("foureyes-internal-secret", Metadata.ASCII_STRING_MARSHALLER);
  private static final int BYTES = 32;

  /**
   * The secret in a file; made when there is none.
   *
   * @throws UncheckedIOException when the file cannot be read or written
   */
  static InternalSecret in(Path file) {
    try {
      if (!Files.exists(file)) {
        create(file);
      }
      return new InternalSecret(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "foureyes.internal.secret-file: "
              + file
              + " (expected: one that can be read and written)",
          e);
    }
  }

  /**
   * Several processes may do it at once: the first link to the name wins, and nobody sees half a
   * secret.
   */
  private static void create(Path file) throws IOException {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    Path temporary =
        Files.createTempFile(
            directory,
            ".new-",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(temporary, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
      Files.createLink(file, temporary);
    } catch (FileAlreadyExistsException e) {
      // another process was quicker; its secret it is
    } finally {
      Files.delete(temporary);
    }
  }

  ClientInterceptor shown() {
    Metadata metadata = new Metadata();
    metadata.put(HEADER, text);
    return MetadataUtils.newAttachHeadersInterceptor(metadata);
  }

  ServerInterceptor required() {
    return new ServerInterceptor() {
      @Override
      public <Q, A> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String given = headers.get(HEADER);
        boolean right =
            given != null
                && MessageDigest.isEqual(
                    given.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
        if (right) {
          return next.startCall(call, headers);
        }
        call.close(
            Status.UNAUTHENTICATED.withDescription("for processes of this installation only"),
            new Metadata());
        return new ServerCall.Listener<>() {};
      }
    };
  }

  @Override
  public String toString() {
    return "InternalSecret"; // never its text
  }
}
