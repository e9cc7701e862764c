// What was read of containers, as gauges from 0 to 1 and as one OTLP request. Pure.
import type { ContainerReading } from "#lib/engine/sources/cgroups";
import type { GpuShare } from "#lib/engine/sources/gpus";
import { double, element, encodeProtobuf, type Field, fixed64, nested, text } from "#lib/otlp/message";

/** In metric names and attributes; from the environment or the settings page. */
export type ContainerNames = { namespace: string; environment: string; workspace: string };

/** All that was read at one moment. */
export type Snapshot = { monotonicMs: number; containers: readonly ContainerReading[]; gpus: readonly GpuShare[] };

const containerGauges = [
  "cpu.utilization",
  "memory.utilization",
  "gpu.memory.utilization",
  "gpu.compute.utilization",
] as const;
type ContainerGauge = (typeof containerGauges)[number];
export type ContainerPoint = { gauge: ContainerGauge; containerId: string; value: number };

/**
 * CPU is what was spent since `before`, where the same container was read then and its counter did not begin anew: a first
 * reading says nothing about use. What could not be read is absent, not zero.
 */
export function containerPoints(snapshot: Snapshot, before: Snapshot | null): ContainerPoint[] {
  const earlier = new Map(before?.containers.map(({ id, cpuUsec }) => [id, cpuUsec]));
  const elapsedUsec = before === null ? 0 : (snapshot.monotonicMs - before.monotonicMs) * 1000;
  const points: ContainerPoint[] = [];
  const put = (gauge: ContainerGauge, containerId: string, value: number | null) => {
    if (value !== null) points.push({ gauge, containerId, value: Math.min(1, Math.max(0, value)) });
  };
  for (const { id, cpuUsec, cpus, workingSetBytes, memoryBytes } of snapshot.containers) {
    const then = earlier.get(id) ?? null;
    const spent = cpuUsec === null || then === null || elapsedUsec <= 0 ? null : cpuUsec - then;
    put("cpu.utilization", id, spent === null || spent < 0 ? null : spent / (elapsedUsec * cpus));
    put("memory.utilization", id, workingSetBytes === null ? null : workingSetBytes / memoryBytes);
  }
  for (const { id, compute, memory } of snapshot.gpus) {
    put("gpu.memory.utilization", id, memory);
    put("gpu.compute.utilization", id, compute);
  }
  return points;
}

/** `nowMs`: since 1970. */
export function containerRequest(points: readonly ContainerPoint[], names: ContainerNames, nowMs: number): Uint8Array {
  const time = fixed64("timeUnixNano", 3, BigInt(nowMs) * 1_000_000n);
  const metrics = containerGauges.flatMap((gauge) => {
    const own = points.filter((point) => point.gauge === gauge);
    if (own.length === 0) return [];
    const dataPoints = own.map(({ containerId, value }) =>
      element("dataPoints", 1, [
        time,
        double("asDouble", 4, value),
        attribute(7, "container_id", containerId),
        attribute(7, "environment_name", names.environment),
        attribute(7, "workspace_name", names.workspace),
      ]),
    );
    const name = text("name", 1, `${names.namespace}.${gauge}`);
    return [element("metrics", 2, [name, text("unit", 3, "1"), nested("gauge", 5, dataPoints)])];
  });
  const resource = nested("resource", 1, [attribute(1, "service.name", "outspan")]);
  const scope = nested("scope", 1, [text("name", 1, "outspan.container")]);
  return encodeProtobuf([element("resourceMetrics", 1, [resource, element("scopeMetrics", 2, [scope, ...metrics])])]);
}

function attribute(number: number, key: string, value: string): Field {
  return element("attributes", number, [text("key", 1, key), nested("value", 2, [text("stringValue", 1, value)])]);
}
