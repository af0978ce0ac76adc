import type { Schema } from "@/shared/api";
import { type Option, SelectField } from "@/shared/ui";

export type Family = Schema<"AddressFamily">;

const FAMILIES: readonly Option<Family>[] = [
  { value: "ADDRESS_FAMILY_UNSPECIFIED", label: "First that the resolver gives" },
  { value: "ADDRESS_FAMILY_IPV4", label: "IPv4 only" },
  { value: "ADDRESS_FAMILY_IPV6", label: "IPv6 only" },
];

export function FamilyField({ path, value, onChange }: { path: string; value: Family; onChange: (value: Family) => void }) {
  return <SelectField label="Addresses" path={path} value={value} options={FAMILIES} onChange={onChange} />;
}
