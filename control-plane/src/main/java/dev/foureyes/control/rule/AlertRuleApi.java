package dev.foureyes.control.rule;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.foureyes.control.access.Answers;
import dev.foureyes.control.access.Caller;
import dev.foureyes.control.database.Database;
import dev.foureyes.control.database.FieldMasks;
import dev.foureyes.control.database.Ids;
import dev.foureyes.control.database.PageTokens;
import dev.foureyes.model.Scope;
import dev.foureyes.model.request.Violations;
import dev.foureyes.proto.alerting.v1.AlertRule;
import dev.foureyes.proto.alerting.v1.AlertRuleServiceGrpc;
import dev.foureyes.proto.alerting.v1.CreateAlertRuleRequest;
import dev.foureyes.proto.alerting.v1.DeleteAlertRuleRequest;
import dev.foureyes.proto.alerting.v1.DeleteAlertRuleResponse;
import dev.foureyes.proto.alerting.v1.GetAlertRuleRequest;
import dev.foureyes.proto.alerting.v1.ListAlertRulesRequest;
import dev.foureyes.proto.alerting.v1.ListAlertRulesResponse;
import dev.foureyes.proto.alerting.v1.UpdateAlertRuleRequest;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Alert rules of the caller's organisation. */
public final class AlertRuleApi extends AlertRuleServiceGrpc.AlertRuleServiceImplBase {

  private static final List<String> CHANGEABLE =
      List.of(
          "name",
          "disabled",
          "severity",
          "tests",
          "condition",
          "rounds",
          "nodes",
          "resolve_rounds");

  private final Database database;
  private final Runnable onChange;
  private final InstantSource clock;

  /**
   * An API.
   *
   * @param onChange told of every committed change
   */
  public AlertRuleApi(Database database, Runnable onChange, InstantSource clock) {
    this.database = database;
    this.onChange = onChange;
    this.clock = clock;
  }

  @Override
  public void listAlertRules(
      ListAlertRulesRequest request, StreamObserver<ListAlertRulesResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          Scope scope = Caller.current().scope();
          int size = PageTokens.pageSize(request.getPageSize(), PageTokens.DEFAULT_PAGE);
          String after = PageTokens.decode(request.getPageToken());
          return database.read(handle -> {
            List<AlertRule> rules = AlertRuleRepository.page(handle, scope, after, size + 1);
            ListAlertRulesResponse.Builder response =
                ListAlertRulesResponse.newBuilder()
                    .setTotalSize(AlertRuleRepository.count(handle, scope));
            if (rules.size() > size) {
              rules = rules.subList(0, size);
              response.setNextPageToken(PageTokens.encode(rules.getLast().getName()));
            }
            return response.addAllRules(rules).build();
          });
        });
  }

  @Override
  public void getAlertRule(GetAlertRuleRequest request, StreamObserver<AlertRule> observer) {
    Answers.answer(
        observer,
        () -> database.read(handle -> find(handle, Caller.current().scope(), request.getRuleId())));
  }

  private static AlertRule find(Handle handle, Scope scope, String id) {
    return AlertRuleRepository.find(handle, scope, id)
        .orElseThrow(() -> Answers.notFound("rule_id", id, "an alert rule of this organisation"));
  }

  @Override
  public void createAlertRule(CreateAlertRuleRequest request, StreamObserver<AlertRule> observer) {
    Answers.answer(observer, () -> create(Caller.current().scope(), request.getRule()));
  }

  /** Adds a rule, as {@code CreateAlertRule} does. */
  public AlertRule create(Scope scope, AlertRule requested) {
    AlertRule rule = withDefaults(requested);
    AlertRuleValidator.check(rule).throwIfAny();
    Timestamp now = Timestamps.fromMillis(clock.millis());
    AlertRule created =
        rule.toBuilder()
            .setId(rule.getId().isEmpty() ? Ids.newId() : rule.getId())
            .setVersion(1)
            .setCreatedAt(now)
            .setUpdatedAt(now)
            .build();
    database.write(handle -> {
      if (AlertRuleRepository.find(handle, scope, created.getId()).isPresent()) {
        throw Violations.of("rule.id", created.getId(), "an id that no rule has yet");
      }
      return save(handle, scope, created);
    });
    onChange.run();
    return created;
  }

  private static AlertRule withDefaults(AlertRule rule) {
    return rule.toBuilder()
        .setRounds(rule.getRounds() == 0 ? 1 : rule.getRounds())
        .setNodes(rule.getNodes() == 0 ? 1 : rule.getNodes())
        .setResolveRounds(rule.getResolveRounds() == 0 ? 1 : rule.getResolveRounds())
        .build();
  }

  private static AlertRule save(Handle handle, Scope scope, AlertRule rule) {
    if (AlertRuleRepository.isNameTaken(handle, scope, rule.getName(), rule.getId())) {
      throw Violations.of("rule.name", rule.getName(), "a name that no other rule has");
    }
    AlertRuleRepository.put(handle, scope, rule);
    return rule;
  }

  @Override
  public void updateAlertRule(UpdateAlertRuleRequest request, StreamObserver<AlertRule> observer) {
    Answers.answer(
        observer,
        () -> {
          Scope scope = Caller.current().scope();
          AlertRule updated = database.write(handle -> update(handle, scope, request));
          onChange.run();
          return updated;
        });
  }

  private AlertRule update(Handle handle, Scope scope, UpdateAlertRuleRequest request) {
    AlertRule before = find(handle, scope, request.getRuleId());
    Answers.checkVersion("rule", request.getRule().getVersion(), before.getVersion());
    AlertRule after =
        withDefaults(
            FieldMasks.apply(before, request.getRule(), request.getUpdateMask(), CHANGEABLE));
    AlertRuleValidator.check(after).throwIfAny();
    return save(
        handle,
        scope,
        after.toBuilder()
            .setVersion(before.getVersion() + 1)
            .setUpdatedAt(Timestamps.fromMillis(clock.millis()))
            .build());
  }

  @Override
  public void deleteAlertRule(
      DeleteAlertRuleRequest request, StreamObserver<DeleteAlertRuleResponse> observer) {
    Answers.answer(
        observer,
        () -> {
          Scope scope = Caller.current().scope();
          database.write(handle -> {
            find(handle, scope, request.getRuleId());
            return AlertRuleRepository.delete(handle, scope, request.getRuleId());
          });
          onChange.run();
          return DeleteAlertRuleResponse.getDefaultInstance();
        });
  }
}
