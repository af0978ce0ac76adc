import { formatCount } from "@/shared/format";
import { Mark } from "@/shared/ui";
import { type ShownState, STATE_MARKS, STATE_NAMES, STATES } from "./model";
import type { TestRow } from "./TestTable";
import "./state-chips.css";

interface StateChipsProps {
  /** Undefined while the states are on their way. */
  rows: readonly TestRow[] | undefined;
  chosen: ShownState | undefined;
  onChoose: (state: ShownState | undefined) => void;
}

/** How many tests are in which state; a press shows only those, a second one all again. */
export function StateChips({ rows, chosen, onChoose }: StateChipsProps) {
  return (
    <div className="chips" role="group" aria-label="Filter by state">
      {STATES.map((state) => {
        const count = rows?.filter((row) => row.state === state).length;
        // Out of use, but still there for the keyboard: the row of chips scrolls on a phone.
        const idle = count === 0 && chosen !== state;
        return (
          <button
            key={state}
            type="button"
            className="chip"
            aria-pressed={chosen === state}
            aria-disabled={idle || undefined}
            onClick={() => !idle && onChoose(chosen === state ? undefined : state)}
          >
            <Mark kind={STATE_MARKS[state]} size={12} />
            {STATE_NAMES[state]}{" "}
            <span className="chip-count">{count === undefined ? "·" : formatCount(count)}</span>
          </button>
        );
      })}
    </div>
  );
}
