package dev.foureyes.control.access;

import dev.foureyes.proto.control.v1.CompleteSetupRequest;
import dev.foureyes.proto.control.v1.CreateSessionRequest;
import dev.foureyes.proto.control.v1.Session;
import dev.foureyes.proto.control.v1.SessionServiceGrpc;
import dev.foureyes.proto.control.v1.SessionServiceGrpc.SessionServiceBlockingStub;
import dev.foureyes.rest.transcoder.HttpMetadata;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/** A browser at an address: sends its cookie, and keeps the one that it is given. */
final class Browser implements ClientInterceptor {

  private final Channel api;
  private final String address;
  private final String scheme;
  private volatile String setCookie = "";

  Browser(Channel api, String address, String scheme) {
    this.api = api;
    this.address = address;
    this.scheme = scheme;
  }

  /** One in another window: the same address, and the cookies that this one has now. */
  Browser another() {
    Browser other = new Browser(api, address, scheme);
    other.setCookie = setCookie;
    return other;
  }

  SessionServiceBlockingStub sessions() {
    return SessionServiceGrpc.newBlockingStub(api).withInterceptors(this);
  }

  Session signIn(String name, String password) {
    return sessions()
        .createSession(
            CreateSessionRequest.newBuilder().setUserName(name).setPassword(password).build());
  }

  Session setUp(String token, String name, String password) {
    return sessions()
        .completeSetup(
            CompleteSetupRequest.newBuilder()
                .setSetupToken(token)
                .setUserName(name)
                .setPassword(password)
                .build());
  }

  /** The last Set-Cookie header; empty for none. */
  String setCookie() {
    return setCookie;
  }

  /** What it sends as the session's token. */
  String token() {
    return setCookie.replaceFirst(SessionCookie.NAME + "=", "").replaceFirst(";.*", "");
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        headers.put(HttpMetadata.REMOTE_IP, address);
        headers.put(HttpMetadata.SCHEME, scheme);
        if (!token().isEmpty()) {
          headers.put(HttpMetadata.COOKIE, SessionCookie.NAME + "=" + token());
        }
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onHeaders(Metadata answer) {
                String set = answer.get(HttpMetadata.SET_COOKIE);
                setCookie = set == null ? setCookie : set;
                super.onHeaders(answer);
              }
            },
            headers);
      }
    };
  }
}
