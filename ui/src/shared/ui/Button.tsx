import type { ButtonHTMLAttributes, ReactNode } from "react";
import { Link, type LinkProps } from "react-router";
import { Icon, type IconName } from "./Icon";
import "./button.css";

type Variant = "default" | "primary" | "quiet" | "danger";

interface Look {
  variant?: Variant;
  icon?: IconName;
  children?: ReactNode;
}

interface ButtonProps extends Look, ButtonHTMLAttributes<HTMLButtonElement> {
  /** The action is under way; the button keeps its size and takes no second click. */
  busy?: boolean;
  /** Takes the focus when its dialog opens. */
  "data-autofocus"?: boolean;
}

export function Button({ variant = "default", icon, busy = false, children, type = "button", ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={className(variant, children, rest.className)}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : rest.onClick}
    >
      {icon && <Icon name={icon} />}
      {children && <span>{children}</span>}
    </button>
  );
}

/** A link that looks like a button: it goes somewhere. */
export function ButtonLink({ variant = "default", icon, children, ...rest }: Look & LinkProps) {
  return (
    <Link {...rest} className={className(variant, children, rest.className)}>
      {icon && <Icon name={icon} />}
      {children && <span>{children}</span>}
    </Link>
  );
}

/** A button of a sign alone; its name is for screen readers and as a hint. */
export function IconButton({ label, icon, ...rest }: Omit<ButtonProps, "children"> & { label: string; icon: IconName }) {
  return <Button variant="quiet" {...rest} icon={icon} aria-label={label} title={label} />;
}

function className(variant: Variant, children: ReactNode, extra: string | undefined): string {
  return ["button", `button-${variant}`, children ? "" : "button-square", extra ?? ""].filter(Boolean).join(" ");
}
