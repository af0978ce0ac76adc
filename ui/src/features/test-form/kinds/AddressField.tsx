import type { Schema } from "@/shared/api";
import { type Option, SelectField } from "@/shared/ui";

export type Addresses = Schema<"AddressSelection">;

const ADDRESSES: readonly Option<Addresses>[] = [
  { value: "ADDRESS_SELECTION_UNSPECIFIED", label: "The first" },
  { value: "ADDRESS_SELECTION_RANDOM", label: "One by chance, in each run" },
  { value: "ADDRESS_SELECTION_EACH", label: "Every one, in each run" },
];

export function AddressField({ path, value, onChange }: { path: string; value: Addresses; onChange: (value: Addresses) => void }) {
  return (
    <SelectField
      label="Which of the addresses"
      path={path}
      value={value}
      options={ADDRESSES}
      onChange={onChange}
      hint="Every one: at most 16; the test fails when one of them does."
    />
  );
}
