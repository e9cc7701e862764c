// The frame of a field: label above; below it the error, the warning or the hint, tied to the control for a screen reader.
// Knows no value.
import { CircleX, TriangleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { cn } from "./cn";

export type FieldProps = {
  label: string;
  /** The label is said, not shown (rows of a table whose head is visible). */
  hideLabel?: boolean | undefined;
  isOptional?: boolean | undefined;
  hint?: ReactNode;
  /** Replaces the hint. */
  error?: ReactNode;
  /** Beside the hint; the value is allowed. */
  warning?: ReactNode;
  /** A link at the end of the error or warning that repairs it. */
  fix?: { label: string; onApply: () => void } | undefined;
  /** At the right end of the label's line. */
  aside?: ReactNode;
};

type Control = { id: string; "aria-invalid"?: true; "aria-describedby"?: string };

export function Field({
  label,
  hideLabel,
  isOptional,
  hint,
  error,
  warning,
  fix,
  aside,
  className,
  id: givenId,
  children,
}: Omit<FieldProps, "label"> & {
  /** null where it stands elsewhere, tied by `id`. */
  label: string | null;
  className?: string | undefined;
  id?: string | undefined;
  children: (control: Control) => ReactNode;
}) {
  const ownId = useId();
  const id = givenId ?? ownId;
  const messageId = `${id}-message`;
  const hasMessage = Boolean(error || warning || hint);
  return (
    <div className={cn("grid grid-cols-[minmax(0,1fr)] content-start gap-1.5", className)}>
      {label !== null && (
        <div className={hideLabel && !aside ? "sr-only" : "flex items-end justify-between gap-3"}>
          <span className="flex items-baseline gap-1.5 text-13 font-label">
            <label className={hideLabel ? "sr-only" : undefined} htmlFor={id}>
              {label}
            </label>
            {isOptional && <span className="font-text text-ink-3">optional</span>}
          </span>
          {aside}
        </div>
      )}
      {children({
        id,
        ...(error ? { "aria-invalid": true as const } : {}),
        ...(hasMessage ? { "aria-describedby": messageId } : {}),
      })}
      {hasMessage && <FieldMessage error={error} fix={fix} hint={hint} id={messageId} warning={warning} />}
    </div>
  );
}

/** The line below a control or a group. */
export function FieldMessage({
  id,
  error,
  warning,
  hint,
  fix,
}: Pick<FieldProps, "error" | "warning" | "hint" | "fix"> & { id?: string | undefined }) {
  if (error)
    return (
      <Line
        className="text-stop-ink"
        fix={fix}
        icon={<CircleX aria-hidden="true" className="mt-[3px]" size={15} />}
        id={id}
      >
        {error}
      </Line>
    );
  if (warning)
    return (
      <Line
        className="text-wait-ink"
        fix={fix}
        icon={<TriangleAlert aria-hidden="true" className="mt-[3px]" size={15} />}
        id={id}
      >
        {warning}
      </Line>
    );
  if (!hint) return null;
  return (
    <p className="text-13 text-pretty text-ink-3 [&_code]:text-ink-2" id={id}>
      {hint}
    </p>
  );
}

function Line({
  icon,
  fix,
  className,
  id,
  children,
}: {
  icon: ReactNode;
  fix: FieldProps["fix"];
  className: string;
  id: string | undefined;
  children: ReactNode;
}) {
  return (
    <div className={cn("flex items-start gap-1.5 text-13", className)}>
      {icon}
      <p className="min-w-0 text-pretty break-words">
        <span id={id}>{children}</span>
        {fix && (
          <>
            {" "}
            <button className="link" onClick={fix.onApply} type="button">
              {fix.label}
            </button>
          </>
        )}
      </p>
    </div>
  );
}
