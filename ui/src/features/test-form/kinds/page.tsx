import type { Schema } from "@/shared/api";
import { CheckField, TextArea, TextField } from "@/shared/ui";
import type { KindForm, KindProps } from "./KindForm";
import { numberOf, numberProblem, textOf } from "./numbers";
import { parseStatusRanges, statusText } from "./statusRanges";
import { nameOfUrl, urlProblem } from "./urls";

export interface PageDraft {
  url: string;
  expectedStatus: string;
  /** One text per line. */
  containsText: string;
  maxPageLoadMs: string;
  noConsoleErrors: boolean;
  noFailedRequests: boolean;
  width: string;
  height: string;
  checkCertificate: boolean;
  /** What else is expected, which the form does not show. */
  before: Schema<"PageExpectation"> | undefined;
}

const MAX_TEXTS = 16;
const MAX_TEXT = 256;

export const PAGE: KindForm<PageDraft, Schema<"PageProbe">, Schema<"PageProbeInput">> = {
  words: "A page in a real browser: load time, Web Vitals, every request, and errors of its scripts. Only nodes with a browser run it.",
  empty: {
    url: "",
    expectedStatus: "",
    containsText: "",
    maxPageLoadMs: "",
    noConsoleErrors: false,
    noFailedRequests: false,
    width: "",
    height: "",
    checkCertificate: true,
    before: undefined,
  },
  of: ({ url, browser, expect }) => ({
    url,
    expectedStatus: statusText(expect?.status ?? []),
    containsText: (expect?.contains_text ?? []).join("\n"),
    maxPageLoadMs: expect?.max_page_load_ms === undefined ? "" : String(expect.max_page_load_ms),
    noConsoleErrors: expect?.no_console_errors ?? false,
    noFailedRequests: expect?.no_failed_requests ?? false,
    width: textOf(browser?.width ?? 0),
    height: textOf(browser?.height ?? 0),
    checkCertificate: !(browser?.skip_certificate_check ?? false),
    before: expect,
  }),
  input: (draft) => ({
    url: draft.url.trim(),
    browser: { width: numberOf(draft.width), height: numberOf(draft.height), skip_certificate_check: !draft.checkCertificate },
    expect: {
      ...draft.before,
      status: parseStatusRanges(draft.expectedStatus).ranges,
      contains_text: linesOf(draft.containsText),
      max_page_load_ms: draft.maxPageLoadMs.trim() ? Number(draft.maxPageLoadMs) : undefined,
      no_console_errors: draft.noConsoleErrors,
      no_failed_requests: draft.noFailedRequests,
    },
  }),
  name: (draft) => nameOfUrl(draft.url),
  problems: (draft) => ({
    url: urlProblem(draft.url.trim()),
    "expect.status": parseStatusRanges(draft.expectedStatus).problem,
    "expect.contains_text": textsProblem(linesOf(draft.containsText)),
    "expect.max_page_load_ms": draft.maxPageLoadMs.trim() && !(Number(draft.maxPageLoadMs) > 0) ? `${draft.maxPageLoadMs} (expected: more than 0).` : undefined,
    "browser.width": numberProblem(draft.width, 200, 3840, true),
    "browser.height": numberProblem(draft.height, 200, 3840, true),
  }),
  fields: ["url", "browser", "expect", "expect.status", "expect.contains_text", "expect.max_page_load_ms", "browser.width", "browser.height"],
  advanced: ["expect.status", "browser.width", "browser.height"],
  Target,
  Advanced,
};

const linesOf = (text: string) => text.split("\n").map((line) => line.trim()).filter(Boolean);

function textsProblem(texts: readonly string[]): string | undefined {
  if (texts.length > MAX_TEXTS) return `${texts.length} texts (expected: at most ${MAX_TEXTS}).`;
  return texts.some((text) => text.length > MAX_TEXT) ? `Expected: at most ${MAX_TEXT} characters a line.` : undefined;
}

function Target({ draft, onChange }: KindProps<PageDraft>) {
  return (
    <>
      <TextField
        label="URL"
        path="probe.page.url"
        type="url"
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        placeholder="https://example.com/"
        value={draft.url}
        onChange={(url) => onChange({ url })}
      />
      <TextArea
        label="Texts on the page"
        path="probe.page.expect.contains_text"
        optional
        value={draft.containsText}
        onChange={(containsText) => onChange({ containsText })}
        hint="One a line; all of them must be seen when the page has loaded."
      />
    </>
  );
}

function Advanced({ draft, onChange }: KindProps<PageDraft>) {
  return (
    <>
      <div className="field-row">
        <TextField
          label="Longest page load"
          path="probe.page.expect.max_page_load_ms"
          inputMode="numeric"
          optional
          unit="ms"
          value={draft.maxPageLoadMs}
          onChange={(maxPageLoadMs) => onChange({ maxPageLoadMs })}
        />
        <TextField
          label="Expected status"
          path="probe.page.expect.status"
          optional
          placeholder="200-399"
          value={draft.expectedStatus}
          onChange={(expectedStatus) => onChange({ expectedStatus })}
          hint="Of the document."
        />
        <TextField label="Width" path="probe.page.browser.width" inputMode="numeric" placeholder="1366" optional unit="px" value={draft.width} onChange={(width) => onChange({ width })} />
        <TextField label="Height" path="probe.page.browser.height" inputMode="numeric" placeholder="768" optional unit="px" value={draft.height} onChange={(height) => onChange({ height })} />
      </div>
      <CheckField
        label="Fail when scripts report errors"
        path="probe.page.expect.no_console_errors"
        checked={draft.noConsoleErrors}
        onChange={(noConsoleErrors) => onChange({ noConsoleErrors })}
      />
      <CheckField
        label="Fail when a request fails"
        path="probe.page.expect.no_failed_requests"
        checked={draft.noFailedRequests}
        onChange={(noFailedRequests) => onChange({ noFailedRequests })}
      />
      <CheckField
        label="Check certificates"
        path="probe.page.browser.skip_certificate_check"
        checked={draft.checkCertificate}
        onChange={(checkCertificate) => onChange({ checkCertificate })}
      />
    </>
  );
}
