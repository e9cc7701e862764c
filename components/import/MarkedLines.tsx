"use client";
// What became of every line, as a list: for who reads it by ear or by keyboard. A line's button leads to it in the field.
import { useState } from "react";
import type { ReadLine } from "#lib/format/marks";

const words = { understood: "Understood", ignored: "Ignored because", unknown: "Not understood" };
const shownMax = 400;

export function MarkedLines({ lines, onShow }: { lines: readonly ReadLine[]; onShow: (line: number) => void }) {
  const [isOpen, setOpen] = useState(false);
  const counts = (["understood", "ignored", "unknown"] as const)
    .map((state) => ({ state, count: lines.filter((line) => line.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${countWords[state]}`);
  if (lines.length === 0) return null;
  return (
    <details className="text-13" onToggle={(event) => setOpen(event.currentTarget.open)} open={isOpen}>
      <summary className="cursor-pointer rounded-xs text-ink-2 hover:text-ink">Every line: {counts.join(", ")}</summary>
      {isOpen && (
        <ol aria-label="Lines" className="mt-2 grid max-h-64 gap-px overflow-auto">
          {lines.slice(0, shownMax).map((line) => (
            <li key={line.line}>
              <button
                className="w-full rounded-xs px-1.5 py-1 text-left text-ink-2 hover:bg-hover"
                onClick={() => onShow(line.line)}
                type="button"
              >
                <span className="font-label text-ink tabular-nums">Line {line.line}</span> · {sentenceOf(line)}
              </button>
            </li>
          ))}
          {lines.length > shownMax && <li className="px-1.5 text-ink-3">and {lines.length - shownMax} more</li>}
        </ol>
      )}
    </details>
  );
}

const countWords = { understood: "understood", ignored: "ignored", unknown: "not understood" };

function sentenceOf({ state, note }: ReadLine): string {
  if (state === "ignored") return `${words.ignored} ${note}`;
  return note === "" ? words[state] : `${words[state]}: ${note}`;
}
