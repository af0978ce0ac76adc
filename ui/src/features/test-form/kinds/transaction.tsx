import type { Schema } from "@/shared/api";
import { CheckField, TextArea, TextField } from "@/shared/ui";
import type { KindForm, KindProps } from "./KindForm";
import { numberOf, numberProblem, textOf } from "./numbers";
import { draftOfStep, EMPTY_STEP, inputOfStep, type StepDraft, stepsProblem } from "./steps";
import { StepsField } from "./StepsField";
import { nameOfUrl } from "./urls";

export interface TransactionDraft {
  steps: readonly StepDraft[];
  /** One origin per line. */
  secretOrigins: string;
  width: string;
  height: string;
  checkCertificate: boolean;
}

const MAX_ORIGINS = 8;

export const TRANSACTION: KindForm<TransactionDraft, Schema<"TransactionProbe">, Schema<"TransactionProbeInput">> = {
  words: "What a visitor does, step by step, in a real browser: sign in, search, buy. Only nodes with a browser run it.",
  empty: { steps: [{ ...EMPTY_STEP, action: "open" }], secretOrigins: "", width: "", height: "", checkCertificate: true },
  of: ({ steps, browser, secret_origins }) => ({
    steps: steps.map(draftOfStep),
    secretOrigins: secret_origins.join("\n"),
    width: textOf(browser?.width ?? 0),
    height: textOf(browser?.height ?? 0),
    checkCertificate: !(browser?.skip_certificate_check ?? false),
  }),
  input: (draft) => ({
    steps: draft.steps.map(inputOfStep),
    browser: { width: numberOf(draft.width), height: numberOf(draft.height), skip_certificate_check: !draft.checkCertificate },
    secret_origins: linesOf(draft.secretOrigins),
  }),
  name: (draft) => nameOfUrl(draft.steps[0]?.value ?? ""),
  problems: (draft) => ({
    steps: stepsProblem(draft.steps),
    secret_origins: originsProblem(linesOf(draft.secretOrigins)),
    "browser.width": numberProblem(draft.width, 200, 3840, true),
    "browser.height": numberProblem(draft.height, 200, 3840, true),
  }),
  fields: ["steps", "browser", "browser.width", "browser.height", "secret_origins"],
  advanced: ["browser.width", "browser.height", "secret_origins"],
  Target,
  Advanced,
};

const linesOf = (text: string) => text.split("\n").map((line) => line.trim()).filter(Boolean);

function originsProblem(origins: readonly string[]): string | undefined {
  if (origins.length > MAX_ORIGINS) return `${origins.length} origins (expected: at most ${MAX_ORIGINS}).`;
  const wrong = origins.find((origin) => !/^https?:\/\/[^/?#@\s]+\/?$/.test(origin));
  return wrong === undefined ? undefined : `${wrong} (expected: an origin such as https://login.example.org).`;
}

function Target({ draft, onChange }: KindProps<TransactionDraft>) {
  return <StepsField steps={draft.steps} onChange={(steps) => onChange({ steps })} />;
}

function Advanced({ draft, onChange }: KindProps<TransactionDraft>) {
  return (
    <>
      <TextArea
        label="Where secrets may be filled in"
        path="probe.transaction.secret_origins"
        optional
        value={draft.secretOrigins}
        onChange={(secretOrigins) => onChange({ secretOrigins })}
        hint="One origin a line, besides those that the steps open: https://login.example.org."
      />
      <div className="field-row">
        <TextField label="Width" path="probe.transaction.browser.width" inputMode="numeric" placeholder="1366" optional unit="px" value={draft.width} onChange={(width) => onChange({ width })} />
        <TextField label="Height" path="probe.transaction.browser.height" inputMode="numeric" placeholder="768" optional unit="px" value={draft.height} onChange={(height) => onChange({ height })} />
      </div>
      <CheckField
        label="Check certificates"
        path="probe.transaction.browser.skip_certificate_check"
        checked={draft.checkCertificate}
        onChange={(checkCertificate) => onChange({ checkCertificate })}
      />
    </>
  );
}
