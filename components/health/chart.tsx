// Draws one chart with uPlot. A part of its own, loaded when the page has something to draw: 23 kB gz that no form carries.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

export type ChartKind = "throughput" | "age";
export type Columns = [number[], ...(number | null)[][]];
export type Drawn = {
  setData: (columns: Columns) => void;
  /** By one step, for the keyboard. */
  moveBy: (steps: number) => void;
  end: () => void;
};

type Given = {
  kind: ChartKind;
  place: HTMLElement;
  columns: Columns;
  height: number;
  onPoint: (index: number | null) => void;
};

export function draw({ kind, place, columns, height, onPoint }: Given): Drawn {
  const ink = (name: string) => colourOf(place, name);
  const axis = {
    stroke: ink("--ink-3"),
    font: `500 11px ${getComputedStyle(place).fontFamily}`,
    grid: { stroke: ink("--line-soft"), width: 1 },
    ticks: { show: false },
  };
  const chart = new uPlot(
    {
      width: Math.max(120, place.clientWidth),
      height,
      padding: [8, 14, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
      scales: { y: { range: (_chart, _min, max) => [0, niceTop(max)] } },
      axes: [
        { ...axis, grid: { show: false }, space: 70, size: 24, values: (_chart, times) => times.map(hourOf) },
        {
          ...axis,
          size: 48,
          space: kind === "age" ? 24 : 44,
          // A scale in time steps by what a clock has, not by tens.
          ...(kind === "age" ? { incrs: ageSteps } : {}),
          values: (_chart, values) => values.map((value) => valueWords(kind, value)),
        },
      ],
      series: seriesOf(kind, ink),
      ...(kind === "throughput" ? { bands: [{ series: [1, 2], fill: hatch(ink("--wait")), dir: -1 as const }] } : {}),
      hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
    },
    columns,
    place,
  );
  const resize = new ResizeObserver(() => chart.setSize({ width: Math.max(120, place.clientWidth), height }));
  resize.observe(place);
  return {
    setData: (next) => chart.setData(next),
    moveBy: (steps) => moveBy(chart, steps),
    end: () => {
      resize.disconnect();
      chart.destroy();
    },
  };
}

const ageSteps = [
  0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800,
];

type Ink = (name: string) => string;

function seriesOf(kind: ChartKind, ink: Ink): uPlot.Series[] {
  const line = { width: 1.5, points: { show: false } };
  if (kind === "age") return [{}, { ...line, stroke: ink("--wait"), fill: ink("--wait-soft") }];
  return [
    {},
    { ...line, width: 1.25, stroke: ink("--ink-3"), dash: [3, 3] },
    { ...line, stroke: ink("--span"), fill: ink("--span-faint") },
  ];
}

/** Canvas knows no custom properties: the browser resolves them, light or dark. */
function colourOf(place: HTMLElement, name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  place.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function hatch(colour: string): CanvasPattern | string {
  const tile = document.createElement("canvas");
  const scale = devicePixelRatio;
  tile.width = 6 * scale;
  tile.height = 6 * scale;
  const pen = tile.getContext("2d");
  if (pen === null) return colour;
  pen.scale(scale, scale);
  pen.strokeStyle = colour;
  pen.lineWidth = 1.5;
  pen.beginPath();
  for (const shift of [-6, 0, 6]) {
    pen.moveTo(shift, 6);
    pen.lineTo(shift + 6, 0);
  }
  pen.stroke();
  return pen.createPattern(tile, "repeat") ?? colour;
}

function moveBy(chart: uPlot, steps: number): void {
  const [times] = chart.data;
  const index = Math.min(times.length - 1, Math.max(0, (chart.cursor.idx ?? times.length - 1) + steps));
  chart.setCursor({ left: chart.valToPos(times[index] ?? 0, "x"), top: 0 });
}

/** At least one: a flat nothing lies on the ground. */
function niceTop(max: number | null): number {
  return max === null || max <= 0 ? 1 : max * 1.12;
}

function hourOf(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

function valueWords(kind: ChartKind, value: number): string {
  if (kind === "throughput") return value >= 10_000 ? `${+(value / 1000).toFixed(1)} k` : value.toLocaleString("en-US");
  if (value === 0) return "0";
  if (value < 60) return `${+value.toFixed(1)} s`;
  return value < 3600 ? `${+(value / 60).toFixed(1)} min` : `${+(value / 3600).toFixed(1)} h`;
}
