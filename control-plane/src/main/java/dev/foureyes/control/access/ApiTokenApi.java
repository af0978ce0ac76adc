package dev.foureyes.control.access;

import com.google.protobuf.util.Timestamps;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.Ids;
import dev.foureyes.control.database.PageTokens;
import dev.foureyes.control.database.PageTokens.Place;
import dev.foureyes.model.request.Violations;
import dev.foureyes.proto.control.v1.ApiToken;
import dev.foureyes.proto.control.v1.ApiTokenServiceGrpc;
import dev.foureyes.proto.control.v1.CreateApiTokenRequest;
import dev.foureyes.proto.control.v1.CreateApiTokenResponse;
import dev.foureyes.proto.control.v1.ListApiTokensRequest;
import dev.foureyes.proto.control.v1.ListApiTokensResponse;
import dev.foureyes.proto.control.v1.RevokeApiTokenRequest;
import dev.foureyes.proto.control.v1.RevokeApiTokenResponse;
import dev.foureyes.proto.control.v1.Role;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** API tokens of the organisation. */
public final class ApiTokenApi extends ApiTokenServiceGrpc.ApiTokenServiceImplBase {

  /** What secrets begin with, so that scanners find those that got where they should not be. */
  private static final String PREFIX = "fea.";

  private static final int DEFAULT_DAYS = 90;
  private static final int MAX_DAYS = 365;
  private static final int MAX_NAME = 100;

  private final ApiTokenRepository tokens;
  private final InstantSource clock;

  public ApiTokenApi(Database database, InstantSource clock) {
    this.tokens = new ApiTokenRepository(database);
    this.clock = clock;
  }

  @Override
  public void listApiTokens(
      ListApiTokensRequest request, StreamObserver<ListApiTokensResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          int size = PageTokens.pageSize(request.getPageSize(), PageTokens.DEFAULT_PAGE);
          List<ApiToken> page =
              tokens.list(
                  Caller.current().scope(),
                  PageTokens.decodePlace(request.getPageToken()),
                  size + 1);
          ListApiTokensResponse.Builder response = ListApiTokensResponse.newBuilder();
          if (page.size() > size) {
            page = page.subList(0, size);
            ApiToken last = page.getLast();
            response.setNextPageToken(
                PageTokens.encode(Place.of(last.getCreatedAt(), last.getId())));
          }
          return response.addAllTokens(page).build();
        });
  }

  @Override
  public void createApiToken(
      CreateApiTokenRequest request, StreamObserver<CreateApiTokenResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          String name = request.getName().strip();
          Role role = request.getRole();
          int days = request.getValidDays() == 0 ? DEFAULT_DAYS : request.getValidDays();
          new Violations()
              .check(
                  !name.isEmpty() && name.length() <= MAX_NAME,
                  "name",
                  request.getName(),
                  "1 to " + MAX_NAME + " characters")
              .check(
                  role != Role.ROLE_UNSPECIFIED && role != Role.UNRECOGNIZED,
                  "role",
                  role,
                  "ROLE_VIEWER, ROLE_EDITOR or ROLE_ADMIN")
              .check(
                  days > 0 && days <= MAX_DAYS,
                  "valid_days",
                  Integer.toUnsignedLong(days),
                  "1 to " + MAX_DAYS)
              .throwIfAny();
          Instant now = clock.instant();
          String secret = PREFIX + Ids.newSecret();
          ApiToken token =
              ApiToken.newBuilder()
                  .setId(Ids.newId())
                  .setName(name)
                  .setRole(role)
                  .setCreatedAt(Timestamps.fromMillis(now.toEpochMilli()))
                  .setExpiresAt(
                      Timestamps.fromMillis(now.plus(Duration.ofDays(days)).toEpochMilli()))
                  .build();
          tokens.add(Caller.current().scope(), token, Ids.hash(secret));
          return CreateApiTokenResponse.newBuilder().setToken(token).setSecret(secret).build();
        });
  }

  @Override
  public void revokeApiToken(
      RevokeApiTokenRequest request, StreamObserver<RevokeApiTokenResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          if (!tokens.delete(Caller.current().scope(), request.getTokenId())) {
            throw Answers.notFound(
                "token_id", request.getTokenId(), "an API token of this organisation");
          }
          return RevokeApiTokenResponse.getDefaultInstance();
        });
  }
}
