import { useState } from "react";
import { Link } from "react-router";
import { useCan } from "@/features/session";
import { onRowKeys, rowFocus } from "@/shared/keyboard";
import { ButtonLink, Card, Confirm, Empty, Failure, IconButton, LoadingLines, MarkLabel, Page, useNotify } from "@/shared/ui";
import { useAlertRules, useDeleteRule } from "./api";
import { SeverityLabel } from "./SeverityLabel";
import { type AlertRule, opensWords, watchesWords } from "./words";
import "./rules.css";

/** Every alert rule in plain words. */
export function RulesPage() {
  const mayEdit = useCan("edit");
  const rules = useAlertRules();
  const [deleting, setDeleting] = useState<AlertRule>();
  const add = (label: string) =>
    mayEdit && (
      <ButtonLink to="/alert-rules/new" variant="primary" icon="plus">
        {label}
      </ButtonLink>
    );
  return (
    <Page title="Alert rules" actions={add("Add rule")}>
      <Card>
        {rules.isPending ? (
          <LoadingLines what="alert rules" />
        ) : rules.isError && !rules.data ? (
          <Failure what="The alert rules could not be loaded." error={rules.error} retry={() => void rules.refetch()} />
        ) : rules.data.length === 0 ? (
          <Empty title="There are no alert rules." action={add("Add the first rule")}>
            A rule watches a measure of some or all tests, and opens an incident when it crosses a threshold.
          </Empty>
        ) : (
          <RuleTable rules={rules.data} onDelete={mayEdit ? setDeleting : undefined} />
        )}
      </Card>
      {deleting && <DeleteDialog rule={deleting} onClose={() => setDeleting(undefined)} />}
    </Page>
  );
}

interface RuleTableProps {
  rules: readonly AlertRule[];
  onDelete: ((rule: AlertRule) => void) | undefined;
}

function RuleTable({ rules, onDelete }: RuleTableProps) {
  return (
    <table className="table rules">
      <thead>
        <tr>
          <th className="rules-severity">Severity</th>
          <th>Rule</th>
          <th className="rules-watches">Watches</th>
          <th className="rules-state">State</th>
          {onDelete && (
            <th className="rules-actions">
              <span className="visually-hidden">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody onKeyDown={onRowKeys}>
        {rules.map((rule) => (
          <tr key={rule.id} className="row-link">
            <td className="rules-severity">
              <SeverityLabel severity={rule.severity} calm={rule.disabled} />
            </td>
            <td className="rules-what">
              <p>
                <Link to={`/alert-rules/${rule.id}`} className="row-link-target rules-name" {...rowFocus}>
                  {rule.name}
                </Link>
              </p>
              <p className="muted">{opensWords(rule.condition, rule)}</p>
            </td>
            <td className="rules-watches muted">{watchesWords(rule.tests)}</td>
            <td className="rules-state">
              {rule.disabled ? <MarkLabel kind="paused">Disabled</MarkLabel> : <MarkLabel kind="ok">Enabled</MarkLabel>}
            </td>
            {onDelete && (
              <td className="rules-actions">
                <IconButton label={`Delete rule ${rule.name}`} icon="trash" onClick={() => onDelete(rule)} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function DeleteDialog({ rule, onClose }: { rule: AlertRule; onClose: () => void }) {
  const remove = useDeleteRule();
  const notify = useNotify();
  return (
    <Confirm
      title={`Delete the rule ${rule.name}?`}
      action="Delete rule"
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(rule.id, {
          onSuccess: () => {
            notify("ok", `The rule ${rule.name} is deleted.`);
            onClose();
          },
        })
      }
    >
      <p>
        <strong>Deleted:</strong> the rule. Incidents that it has open are resolved, with the reason that the rule is gone.
      </p>
      <p>
        <strong>Stays:</strong> incidents of the past. To stop it for a while, disable the rule instead.
      </p>
    </Confirm>
  );
}
