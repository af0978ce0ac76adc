package dev.foureyes.control.node;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.control.access.AccessGuard;
import dev.foureyes.control.access.Answers;
import dev.foureyes.control.access.Caller;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.Ids;
import dev.foureyes.control.database.PageTokens;
import dev.foureyes.control.database.PageTokens.Place;
import dev.foureyes.control.test.Labels;
import dev.foureyes.model.Scope;
import dev.foureyes.model.request.Violations;
import dev.foureyes.proto.control.v1.CreateEnrolmentTokenRequest;
import dev.foureyes.proto.control.v1.CreateEnrolmentTokenResponse;
import dev.foureyes.proto.control.v1.EnrolmentToken;
import dev.foureyes.proto.control.v1.EnrolmentTokenServiceGrpc;
import dev.foureyes.proto.control.v1.EnrolmentTokenState;
import dev.foureyes.proto.control.v1.ListEnrolmentTokensRequest;
import dev.foureyes.proto.control.v1.ListEnrolmentTokensResponse;
import dev.foureyes.proto.control.v1.RevokeEnrolmentTokenRequest;
import dev.foureyes.proto.control.v1.RevokeEnrolmentTokenResponse;
import dev.foureyes.rest.transcoder.HttpMetadata;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Enrolment tokens of the caller's organisation. */
public final class EnrolmentTokenApi
    extends EnrolmentTokenServiceGrpc.EnrolmentTokenServiceImplBase {

  private static final Duration DEFAULT_LIFETIME = Duration.ofHours(1);
  private static final long MIN_SECONDS = 60;
  private static final long MAX_SECONDS = 86_400;

  private final Database database;
  private final GatewayTrust trust;
  private final String gatewayAddress;
  private final InstantSource clock;

  /**
   * An API.
   *
   * @param gatewayAddress host and port that nodes dial; one that begins with a colon stands for
   *     the host that the user's browser uses
   */
  public EnrolmentTokenApi(
      Database database, GatewayTrust trust, String gatewayAddress, InstantSource clock) {
    this.database = database;
    this.trust = trust;
    this.gatewayAddress = gatewayAddress;
    this.clock = clock;
  }

  @Override
  public void listEnrolmentTokens(
      ListEnrolmentTokensRequest request, StreamObserver<ListEnrolmentTokensResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          Scope scope = Caller.current().scope();
          int size = PageTokens.pageSize(request.getPageSize(), PageTokens.DEFAULT_PAGE);
          Place before = PageTokens.decodePlace(request.getPageToken());
          List<EnrolmentToken> page =
              database.read(handle ->
                  EnrolmentTokenRepository.list(handle, scope, before, size + 1, clock.instant()));
          ListEnrolmentTokensResponse.Builder response = ListEnrolmentTokensResponse.newBuilder();
          if (page.size() > size) {
            page = page.subList(0, size);
            EnrolmentToken last = page.getLast();
            response.setNextPageToken(
                PageTokens.encode(Place.of(last.getCreatedAt(), last.getId())));
          }
          return response.addAllTokens(page).build();
        });
  }

  @Override
  public void createEnrolmentToken(
      CreateEnrolmentTokenRequest request, StreamObserver<CreateEnrolmentTokenResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          Scope scope = Caller.current().scope();
          long seconds =
              request.getValidS() == 0 ? DEFAULT_LIFETIME.toSeconds() : request.getValidS();
          String name = request.getNodeName().strip();
          Violations violations = new Violations();
          violations.check(
              name.length() <= NodeApi.MAX_NAME,
              "node_name",
              name,
              "at most " + NodeApi.MAX_NAME + " characters");
          violations.check(
              seconds >= MIN_SECONDS && seconds <= MAX_SECONDS,
              "valid_s",
              Integer.toUnsignedLong(request.getValidS()),
              MIN_SECONDS + " to " + MAX_SECONDS);
          Labels.check(violations, "node_labels", request.getNodeLabelsMap());
          boolean taken =
              !name.isEmpty()
                  && database.read(handle -> NodeRepository.isNameTaken(handle, scope, name, ""));
          violations.check(!taken, "node_name", name, "a name that no node has yet");
          violations.throwIfAny();
          return create(scope, name, request.getNodeLabelsMap(), Duration.ofSeconds(seconds))
              .toBuilder()
              .setGateway(gateway())
              .build();
        });
  }

  /** Makes a token, as {@code CreateEnrolmentToken} does. */
  public CreateEnrolmentTokenResponse create(
      Scope scope, String nodeName, Map<String, String> labels, Duration lifetime) {
    String secret = Ids.newSecret();
    Optional<String> whole = trust.enrolmentToken(secret);
    if (whole.isEmpty()) {
      throw Status.UNAVAILABLE
          .withDescription(
              "no gateway has been up yet, so nodes could not recognise it; start one and try again")
          .asRuntimeException();
    }
    Instant now = clock.instant();
    EnrolmentToken token =
        EnrolmentToken.newBuilder()
            .setId(Ids.newId())
            .setNodeName(nodeName)
            .putAllNodeLabels(labels)
            .setCreatedAt(Timestamps.fromMillis(now.toEpochMilli()))
            .setExpiresAt(Timestamps.fromMillis(now.plus(lifetime).toEpochMilli()))
            .setState(EnrolmentTokenState.ENROLMENT_TOKEN_STATE_OPEN)
            .build();
    database.write(handle -> {
      EnrolmentTokenRepository.add(handle, scope, token, Ids.hash(secret), Ids.newId());
      return token;
    });
    return CreateEnrolmentTokenResponse.newBuilder().setToken(token).setSecret(whole.get()).build();
  }

  private String gateway() {
    if (!gatewayAddress.startsWith(":")) {
      return gatewayAddress;
    }
    String host = AccessGuard.request(HttpMetadata.HOST).orElse("localhost");
    int port = host.lastIndexOf(':');
    return (port > host.lastIndexOf(']') ? host.substring(0, port) : host) + gatewayAddress;
  }

  @Override
  public void revokeEnrolmentToken(
      RevokeEnrolmentTokenRequest request, StreamObserver<RevokeEnrolmentTokenResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          Scope scope = Caller.current().scope();
          if (!database.write(
              handle -> EnrolmentTokenRepository.revoke(handle, scope, request.getTokenId()))) {
            throw Answers.notFound(
                "token_id", request.getTokenId(), "an enrolment token that was not used yet");
          }
          return RevokeEnrolmentTokenResponse.getDefaultInstance();
        });
  }
}
