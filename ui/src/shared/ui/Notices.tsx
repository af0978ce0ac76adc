import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
import { IconButton } from "./Button";
import { Mark } from "./Mark";
import "./notices.css";

interface Notice {
  id: number;
  kind: "ok" | "bad";
  text: string;
}

type Notify = (kind: Notice["kind"], text: string) => void;

const NoticeContext = createContext<Notify>(() => undefined);
const SHOWN_MS = 5000;
let lastId = 0;

/** Says in a corner that something was done, or could not be. Failures stay until they are closed. */
export function Notices({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<Notice[]>([]);
  const close = useCallback((id: number) => setNotices((all) => all.filter((each) => each.id !== id)), []);
  const notify = useCallback<Notify>(
    (kind, text) => {
      const id = ++lastId;
      setNotices((all) => [...all.slice(-2), { id, kind, text }]);
      if (kind === "ok") setTimeout(() => close(id), SHOWN_MS);
    },
    [close],
  );
  return (
    <NoticeContext value={notify}>
      {children}
      <div className="notices" role="status">
        {notices.map((notice) => (
          <div key={notice.id} className="notice">
            <Mark kind={notice.kind} />
            <span>{notice.text}</span>
            <IconButton label="Close message" icon="close" onClick={() => close(notice.id)} />
          </div>
        ))}
      </div>
    </NoticeContext>
  );
}

export function useNotify(): Notify {
  return useContext(NoticeContext);
}
