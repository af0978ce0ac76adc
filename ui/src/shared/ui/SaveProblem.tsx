import { Code, hasCode } from "@/shared/api";
import { Button } from "./Button";
import type { FieldErrors } from "./Form";
import { reasonOf } from "./States";

interface SaveProblemProps {
  error: unknown;
  /** What is saved, for example "test". */
  what: string;
  /** Messages by field, from the server. */
  fields: FieldErrors;
  /** Paths of fields that the form shows; messages of others are said here. */
  shown: readonly string[];
  onLoadTheirs: () => void;
  onOverwrite: () => void;
}

/** Why something was not saved, where it is not the matter of a field. Nothing when the fields say it all. */
export function SaveProblem({ error, what, fields, shown, onLoadTheirs, onOverwrite }: SaveProblemProps) {
  if (hasCode(error, Code.ABORTED)) {
    return (
      <>
        <span>
          Somebody else has changed this {what} while you were editing it. Nothing was saved; what you entered is still here.
        </span>
        <span className="form-actions">
          <Button onClick={onLoadTheirs}>Take theirs</Button>
          <Button onClick={onOverwrite}>Overwrite with mine</Button>
        </span>
      </>
    );
  }
  const elsewhere = Object.entries(fields).filter(([path]) => !isShown(path, shown));
  if (elsewhere.length > 0) {
    return (
      <ul>
        {elsewhere.map(([path, message]) => (
          <li key={path}>
            <code>{path}</code>: {message}
          </li>
        ))}
      </ul>
    );
  }
  return Object.keys(fields).length > 0 ? "Not saved: see the marked fields." : `Not saved: ${reasonOf(error)}`;
}

function isShown(path: string, shown: readonly string[]): boolean {
  return shown.some((each) => path === each || path.startsWith(`${each}[`) || path.startsWith(`${each}.`));
}
