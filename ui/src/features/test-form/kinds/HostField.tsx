import { TextField } from "@/shared/ui";

interface HostFieldProps {
  path: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  label?: string;
}

export function HostField({ label = "Host", placeholder = "host.example.com", ...rest }: HostFieldProps) {
  return (
    <TextField
      {...rest}
      label={label}
      placeholder={placeholder}
      autoComplete="off"
      spellCheck={false}
      hint="Host name or address; IPv6 without brackets."
    />
  );
}
