import { useEffect, useRef, useState } from "react";
import { useShortcut } from "@/shared/keyboard";
import { Icon } from "./Icon";
import "./search.css";

const QUIET_MS = 250;

interface SearchFieldProps {
  label: string;
  value: string;
  onSearch: (text: string) => void;
}

/** Searches when typing pauses; "/" goes here, Esc clears. */
export function SearchField({ label, value, onSearch }: SearchFieldProps) {
  const ref = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    // Changed from outside: back button, a cleared filter.
    setShown(value);
    setText(value);
  }
  useShortcut("/", "Search", () => ref.current?.focus());
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => onSearch(text), QUIET_MS);
    return () => clearTimeout(timer);
  }, [text, value, onSearch]);
  return (
    <div className="search" role="search">
      <Icon name="search" />
      <input
        ref={ref}
        type="search"
        className="input"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") onSearch(text);
          if (event.key !== "Escape") return;
          if (text === "") ref.current?.blur();
          setText("");
          onSearch("");
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </div>
  );
}
