// The mark: the span, leaving an open ring.
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg
      aria-hidden="true"
      className="flex-none"
      fill="none"
      height={size}
      strokeLinecap="round"
      strokeWidth="2.75"
      viewBox="0 0 24 24"
      width={size}
    >
      <path className="stroke-ink" d="M14.4 15.6A6.5 6.5 0 1 1 14.4 8.4" />
      <path className="stroke-span" d="M9 12h13" />
    </svg>
  );
}
