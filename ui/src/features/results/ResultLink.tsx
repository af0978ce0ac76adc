import type { ReactNode } from "react";
import { Link, useSearchParams } from "react-router";

interface ResultLinkProps {
  /** Undefined leads back to the page without details. */
  resultId: string | undefined;
  className?: string;
  children: ReactNode;
}

/** Opens a result's details on the page that is shown; the rest of the address stays. */
export function ResultLink({ resultId, children, ...rest }: ResultLinkProps) {
  const [params] = useSearchParams();
  const next = new URLSearchParams(params);
  if (resultId) next.set("result", resultId);
  else next.delete("result");
  return (
    <Link {...rest} to={{ search: next.toString() }} preventScrollReset>
      {children}
    </Link>
  );
}
