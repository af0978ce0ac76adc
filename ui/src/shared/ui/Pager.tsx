import { formatCount } from "@/shared/format";
import { Button } from "./Button";
import "./pager.css";

interface PagerProps {
  what: string;
  /** Position of the first item shown, from 0; undefined where it is not known. */
  offset: number | undefined;
  count: number;
  total: number;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
}

/** "101–200 of 5,000 tests" and the way to the neighbours. */
export function Pager({ what, offset, count, total, onPrevious, onNext }: PagerProps) {
  if (!onPrevious && !onNext) return null;
  const place = offset === undefined ? formatCount(count) : `${formatCount(offset + 1)}–${formatCount(offset + count)}`;
  return (
    <nav className="pager" aria-label={`Pages of ${what}`}>
      <span className="muted">
        {place} of {formatCount(total)} {what}
      </span>
      <span className="pager-buttons">
        <Button icon="chevronLeft" disabled={!onPrevious} onClick={onPrevious}>
          Previous
        </Button>
        <Button disabled={!onNext} onClick={onNext}>
          Next
        </Button>
      </span>
    </nav>
  );
}
