"use client";
// What the form will get: the settings of the chosen draft, what is worth a look with its repair, what is left out and why.
import { Check, CircleHelp, Minus, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Fix } from "#lib/destination/problem";
import type { Get } from "./gets";
import type { SaidLines } from "./said-lines";

type FormGetsProps = {
  gets: readonly Get[];
  ignored: readonly SaidLines[];
  unknown: readonly SaidLines[];
  onFix: (fix: Fix) => void;
};

export function FormGets({ gets, ignored, unknown, onFix }: FormGetsProps) {
  return (
    <ul aria-label="What the form will get">
      {gets.map(({ label, value, isCode, notes, check }) => (
        <Row
          icon={
            check ? <TriangleAlert aria-label="To check" className="text-wait-ink" role="img" size={15} /> : understood
          }
          key={`${label} ${value} ${check?.path}`}
          label={label}
        >
          {value !== "" && (
            <p className={isCode ? "mono-12 leading-5! [overflow-wrap:anywhere]" : "break-words"}>{value}</p>
          )}
          {notes.map((note) => (
            <Said key={note}>{note}</Said>
          ))}
          {check && <Worth check={check} onFix={onFix} />}
        </Row>
      ))}
      {unknown.map(({ words, note }) => (
        <Row
          icon={<CircleHelp aria-hidden="true" className="text-wait-ink" size={15} />}
          key={note}
          label="Not understood"
        >
          <p className="break-words">{words}</p>
          <Said>{note}</Said>
        </Row>
      ))}
      {ignored.map(({ words, note }) => (
        <Row icon={<Minus aria-hidden="true" className="text-ink-3" size={15} />} key={note} label="Left out">
          <p className="break-words">{words}</p>
          <Said>Ignored because {note}</Said>
        </Row>
      ))}
    </ul>
  );
}

const understood = <Check aria-hidden="true" className="text-span" size={15} />;

function Row({ icon, label, children }: { icon: ReactNode; label: string; children: ReactNode }) {
  return (
    <li className="grid grid-cols-[16px_104px_minmax(0,1fr)] gap-x-2.5 border-line-soft px-3 py-2 text-13 [&+li]:border-t">
      <span className="mt-0.5">{icon}</span>
      <span className="font-strong">{label}</span>
      <div className="min-w-0">{children}</div>
    </li>
  );
}

function Said({ children }: { children: ReactNode }) {
  return <p className="text-12 text-pretty text-ink-3">{children}</p>;
}

function Worth({ check: { message, fix }, onFix }: { check: NonNullable<Get["check"]>; onFix: (fix: Fix) => void }) {
  return (
    <p className="text-12 text-pretty text-wait-ink">
      {message}{" "}
      {fix && (
        <button className="link" onClick={() => onFix(fix)} type="button">
          {fix.label}
        </button>
      )}
    </p>
  );
}
