// A field that searches what stands below it; / leads to it.
import { Search } from "lucide-react";
import { Kbd } from "./Kbd";
import { TextField, type TextFieldProps } from "./TextField";

type SearchFieldProps = Omit<TextFieldProps, "label" | "className" | "placeholder" | "type"> & {
  label: string;
  /** Of the landmark around it. */
  className?: string | undefined;
};

export function SearchField({ label, className, ...input }: SearchFieldProps) {
  return (
    <search className={className}>
      <TextField
        {...input}
        hideLabel
        label={label}
        leading={<Search aria-hidden="true" className="flex-none text-ink-3" size={16} />}
        placeholder={label}
        trailing={
          <span aria-hidden="true" className="touch:hidden">
            <Kbd>/</Kbd>
          </span>
        }
        type="search"
      />
    </search>
  );
}
