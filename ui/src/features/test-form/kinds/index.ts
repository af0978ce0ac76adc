import type { ProbeKind } from "@/features/tests";
import type { Schema } from "@/shared/api";
import { AGENT } from "./agent";
import { BGP } from "./bgp";
import { DNS } from "./dns";
import { HTTP } from "./http";
import type { KindForm } from "./KindForm";
import { PAGE } from "./page";
import { PATH } from "./path";
import { PING } from "./ping";
import { TCP } from "./tcp";
import { TRANSACTION } from "./transaction";
import { UDP } from "./udp";

/** How the form deals with each kind of probe. */
export const KIND_FORMS = { http: HTTP, tcp: TCP, udp: UDP, dns: DNS, ping: PING, path: PATH, agent: AGENT, bgp: BGP, page: PAGE, transaction: TRANSACTION } as const;

type DraftOf<Kind extends ProbeKind> = (typeof KIND_FORMS)[Kind]["empty"];

/** What was typed for each kind, so that changing the kind loses nothing. */
export type ProbeDrafts = { [Kind in ProbeKind]: DraftOf<Kind> };

/** The same without the kind's own types: the form, its draft and its messages always belong together. */
type AnyForm = KindForm<object, object, object>;

export const formOf = (kind: ProbeKind): AnyForm => KIND_FORMS[kind] as unknown as AnyForm;

export const EMPTY_PROBES = Object.fromEntries(
  Object.entries(KIND_FORMS).map(([kind, form]) => [kind, form.empty]),
) as unknown as ProbeDrafts;

/** The draft of a probe, beside empty ones of the other kinds. */
export function probesOf(kind: ProbeKind, probe: Schema<"ProbeConfig">): ProbeDrafts {
  return { ...EMPTY_PROBES, [kind]: formOf(kind).of(probe[kind] ?? {}) };
}

/** The probe that a draft stands for; what the form does not show stays as it was. */
export function probeOf(kind: ProbeKind, drafts: ProbeDrafts, before: Schema<"ProbeConfig"> | undefined): Schema<"ProbeConfigInput"> {
  const { fields, input } = formOf(kind);
  const kept = Object.entries(before?.[kind] ?? {}).filter(([field]) => !fields.includes(field));
  return { [kind]: { ...Object.fromEntries(kept), ...input(drafts[kind]) } };
}
