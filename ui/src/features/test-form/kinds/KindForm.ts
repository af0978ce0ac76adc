import type { ReactNode } from "react";

export interface KindProps<Draft> {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
}

/** How the form deals with one kind of probe. `Draft` is what was typed, `Config` the contract's message. */
export interface KindForm<Draft, Config, Input> {
  /** One sentence under the choice of the kind. */
  words: string;
  empty: Draft;
  of: (config: Config) => Draft;
  input: (draft: Draft) => Input;
  /** A name for a test that has none; empty while there is no target. */
  name: (draft: Draft) => string;
  /** What is wrong, by the contract's path below the kind. */
  problems: (draft: Draft) => Record<string, string | undefined>;
  /** Paths of the fields below the kind, those that are folded away too. */
  fields: readonly string[];
  advanced: readonly string[];
  Target: (props: KindProps<Draft>) => ReactNode;
  Advanced: (props: KindProps<Draft>) => ReactNode;
}
