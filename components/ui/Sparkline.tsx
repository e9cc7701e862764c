// A line 1.5 px thin over a faint fill, on a baseline: for the eye alone, its numbers stand beside it.
export function Sparkline({ values, tone = "span" }: { values: readonly number[]; tone?: "span" | "quiet" }) {
  const top = Math.max(1, ...values);
  const step = 100 / Math.max(1, values.length - 1);
  const points = values.map((value, index) => `${+(index * step).toFixed(2)},${+(27 - (value / top) * 24).toFixed(2)}`);
  const ink = tone === "span" ? "text-span" : "text-ink-3";
  return (
    <svg aria-hidden="true" className={`h-7 w-full ${ink}`} fill="none" preserveAspectRatio="none" viewBox="0 0 100 28">
      <path className="stroke-line" d="M0 27.5H100" vectorEffect="non-scaling-stroke" />
      {values.length > 1 && values.some((value) => value > 0) && (
        <>
          {tone === "span" && <path className="fill-span-faint" d={`M0,28L${points.join("L")}L100,28Z`} />}
          <path d={`M${points.join("L")}`} stroke="currentColor" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
        </>
      )}
    </svg>
  );
}
