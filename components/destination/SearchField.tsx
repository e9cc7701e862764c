// The search above the list; / leads to it.
import { Search } from "lucide-react";
import { Kbd } from "#components/ui/Kbd";
import { TextField } from "#components/ui/TextField";

export function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <search className="w-full rail:w-[264px]">
      <TextField
        hideLabel
        label="Search destinations"
        leading={<Search aria-hidden="true" className="flex-none text-ink-3" size={16} />}
        onChange={(event) => onChange(event.target.value)}
        placeholder="Search destinations"
        trailing={
          <span aria-hidden="true" className="touch:hidden">
            <Kbd>/</Kbd>
          </span>
        }
        type="search"
        value={value}
      />
    </search>
  );
}
