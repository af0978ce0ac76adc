import { useState } from "react";
import { useNavigate, useParams, Link } from "react-router";
import { useCan } from "@/features/session";
import { violationsByField } from "@/shared/api";
import { Button, ButtonLink, Card, Failure, type FieldErrors, Form, LoadingLines, Page, SaveProblem, useNotify } from "@/shared/ui";
import { useAlertRule, useSaveRule } from "./api";
import { draftOf, NEW_RULE, RULE_FIELDS, ruleOf, type RuleDraft, validate } from "./draft";
import { RuleFields } from "./RuleFields";
import { RulePreview } from "./RulePreview";
import type { AlertRule } from "./words";
import "./rules.css";

const CRUMB = (
  <Link to="/alert-rules" className="link">
    Alert rules
  </Link>
);

export function AddRulePage() {
  const [draft, setDraft] = useState(NEW_RULE);
  return (
    <Page narrow title="Add an alert rule" crumb={CRUMB}>
      <RuleForm rule={undefined} draft={draft} setDraft={setDraft} reload={() => undefined} />
    </Page>
  );
}

export function EditRulePage() {
  const { ruleId = "" } = useParams();
  const rule = useAlertRule(ruleId);
  if (rule.data) return <Edit key={ruleId} rule={rule.data} reload={() => void rule.refetch()} />;
  return (
    <Page narrow title="Alert rule" crumb={CRUMB}>
      <Card>
        {rule.isError ? (
          <Failure what="This rule could not be loaded." error={rule.error} retry={() => void rule.refetch()} />
        ) : (
          <LoadingLines what="alert rule" lines={8} />
        )}
      </Card>
    </Page>
  );
}

function Edit({ rule, reload }: { rule: AlertRule; reload: () => void }) {
  const [edited, setEdited] = useState<RuleDraft>();
  // What was read first: what the server has by now must not change a form under the hands.
  const [base, setBase] = useState(rule);
  if (edited === undefined && base !== rule) setBase(rule);
  const takeTheirs = () => {
    setEdited(undefined);
    reload();
  };
  return (
    <Page narrow title={rule.name} crumb={CRUMB}>
      <RuleForm rule={base} draft={edited ?? draftOf(base)} setDraft={setEdited} reload={takeTheirs} />
    </Page>
  );
}

interface RuleFormProps {
  rule: AlertRule | undefined;
  draft: RuleDraft;
  setDraft: (draft: RuleDraft) => void;
  reload: () => void;
}

function RuleForm({ rule, draft, setDraft, reload }: RuleFormProps) {
  const navigate = useNavigate();
  const notify = useNotify();
  const mayEdit = useCan("edit");
  const save = useSaveRule();
  const [errors, setErrors] = useState<FieldErrors>({});
  const serverErrors = violationsByField(save.error, "rule");

  const submit = (version: string) => {
    const found = validate(draft);
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    save.mutate(
      { id: rule?.id, rule: ruleOf(draft, version) },
      {
        onSuccess: (saved) => {
          notify("ok", `The rule ${saved.name} is saved.`);
          void navigate("/alert-rules");
        },
        onError: (error) => setErrors(violationsByField(error, "rule")),
      },
    );
  };
  const problem = save.error && (
    <SaveProblem
      error={save.error}
      what="rule"
      fields={serverErrors}
      shown={RULE_FIELDS}
      onLoadTheirs={() => {
        save.reset();
        reload();
      }}
      onOverwrite={() => submit("0")}
    />
  );

  return (
    <Form label="Alert rule" errors={errors} problem={problem} focusFirst={!rule} onSubmit={() => submit(rule?.version ?? "0")}>
      <fieldset disabled={!mayEdit} className="form">
        <RuleFields draft={draft} onChange={(change) => setDraft({ ...draft, ...change })} />
      </fieldset>
      <RulePreview draft={draft} />
      {mayEdit && (
        <div className="form-actions">
          <Button type="submit" variant="primary" busy={save.isPending}>
            {save.isPending ? "Saving…" : rule ? "Save rule" : "Add rule"}
          </Button>
          <ButtonLink to="/alert-rules" variant="quiet">
            Cancel
          </ButtonLink>
        </div>
      )}
    </Form>
  );
}
