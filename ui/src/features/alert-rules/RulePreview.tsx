import { conditionOf, type RuleDraft, selectorOf, validate } from "./draft";
import { opensWords, resolvesWords, SEVERITY_NAMES, watchesWords } from "./words";

/** The rule as sentences, while it is being typed. */
export function RulePreview({ draft }: { draft: RuleDraft }) {
  const problems = validate(draft);
  const unreadable = ["condition.threshold", "rounds", "nodes", "resolve_rounds"].some((path) => problems[path]);
  const counts = { rounds: Number(draft.rounds), nodes: Number(draft.nodes), resolve_rounds: Number(draft.resolveRounds) };
  return (
    <section className="rule-preview" aria-label="The rule in words" aria-live="polite">
      {unreadable ? (
        <p className="muted">The rule appears here in words once its numbers are right.</p>
      ) : (
        <>
          <p>
            <strong>{opensWords(conditionOf(draft), counts)}</strong>
          </p>
          <p className="muted">
            Watches {watchesWords(selectorOf(draft))}; severity {SEVERITY_NAMES[draft.severity].toLowerCase()}. {resolvesWords(counts)}{" "}
            Results that fail by the node’s, FourEyes’ or the configuration’s fault are left out.
            {!draft.enabled && " The rule is disabled: it opens nothing."}
          </p>
        </>
      )}
    </section>
  );
}
