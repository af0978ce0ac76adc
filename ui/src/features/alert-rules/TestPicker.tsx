import { useState } from "react";
import { targetOf, useTests } from "@/features/tests";
import { formatCount, plural } from "@/shared/format";
import { FieldNote, LoadingLines, reasonOf, SearchField, useFieldError } from "@/shared/ui";

interface TestPickerProps {
  chosen: readonly string[];
  onChange: (testIds: readonly string[]) => void;
}

/** Picks tests from a searched list. */
export function TestPicker({ chosen, onChange }: TestPickerProps) {
  const [search, setSearch] = useState("");
  const tests = useTests(search, "");
  const error = useFieldError("tests.test_ids");
  const toggle = (id: string) => onChange(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  const more = (tests.data?.total_size ?? 0) - (tests.data?.tests.length ?? 0);
  return (
    <div className="picker" role="group" aria-label="Picked tests">
      <SearchField label="Search tests" value={search} onSearch={setSearch} />
      <div className="picker-list">
        {tests.isPending && <LoadingLines what="tests" lines={3} />}
        {tests.isError && !tests.data && <p className="field-error">{reasonOf(tests.error)}</p>}
        {tests.data?.tests.length === 0 && <p className="muted">No test fits.</p>}
        {tests.data?.tests.map((test) => (
          <label key={test.id} className="picker-item">
            <input type="checkbox" checked={chosen.includes(test.id)} onChange={() => toggle(test.id)} />
            <span className="truncate">{test.name}</span>
            <span className="faint truncate">{targetOf(test)}</span>
          </label>
        ))}
        {more > 0 && <p className="faint">and {formatCount(more)} more: search for them</p>}
      </div>
      <FieldNote id="picked-tests-note" error={error} hint={`${plural(chosen.length, "test")} picked.`} />
    </div>
  );
}
