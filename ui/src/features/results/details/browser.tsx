import type { Schema } from "@/shared/api";
import { plural } from "@/shared/format";
import { DetailSection } from "./DetailSection";
import "./page.css";

/** What the window showed. */
export function Screenshot({ picture, of }: { picture: Schema<"PageScreenshot">; of: string }) {
  return (
    <img
      className="screenshot"
      alt={`Screenshot of ${of}`}
      src={`data:image/jpeg;base64,${picture.jpeg}`}
      width={picture.width}
      height={picture.height}
    />
  );
}

export function ConsoleErrors({ errors, count }: { errors: readonly Schema<"ConsoleError">[]; count: number | undefined }) {
  if (errors.length === 0) return null;
  const more = (count ?? 0) - errors.length;
  return (
    <DetailSection title="Console errors">
      <ul className="detail-list">
        {errors.map(({ text, source }, index) => (
          <li key={index}>
            <span className="mono console-text">{text}</span> <span className="muted">{source}</span>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="muted">and {plural(more, "more error")}</p>}
    </DetailSection>
  );
}

export function Notes({ notes }: { notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <DetailSection title="Notes of the node">
      <ul className="detail-list">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </DetailSection>
  );
}
