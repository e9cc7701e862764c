// Rows of the audit as one OTLP logs request: a record each, in the order they came. Pure; holds no value of anything,
// since a row holds none.
import { pastOf } from "#lib/audit/words";
import { double, element, encodeProtobuf, type Field, fixed64, integer, nested, text } from "#lib/otlp/message";

/** A row as the console's database keeps it. */
export type AuditRow = {
  /** Ever growing: a receiver that got a row twice can tell by it. */
  id: number;
  /** ISO 8601. */
  at: string;
  actor: { kind: string; id: string | null; name: string };
  /** Noun and verb: `destination.save`. It is the record's event name. */
  action: string;
  noun: { kind: string; id: string | null; name: string | null };
  outcome: string;
  /** JSON Pointers of what changed. */
  fields: readonly string[];
  /** Numbers and short texts beside it: how many items, a verdict, a target's origin. */
  detail: Readonly<Record<string, number | string>>;
};

const info = { number: 9, text: "INFO" };
const warn = { number: 13, text: "WARN" };
const error = { number: 17, text: "ERROR" };
const severityOf: Record<string, typeof info> = { done: info, asked: warn, refused: warn };

export function auditRecords(rows: readonly AuditRow[], observedAt: Date): Uint8Array {
  const resource = nested("resource", 1, [attribute(1, "service.name", "outspan")]);
  const observed = nanoseconds(observedAt.getTime());
  const records = rows.map((row) => element("logRecords", 2, recordOf(row, observed)));
  const scope = nested("scope", 1, [text("name", 1, "outspan.audit")]);
  return encodeProtobuf([element("resourceLogs", 1, [resource, element("scopeLogs", 2, [scope, ...records])])]);
}

function recordOf(row: AuditRow, observed: bigint): Field[] {
  const severity = severityOf[row.outcome] ?? error;
  return [
    fixed64("timeUnixNano", 1, nanoseconds(Date.parse(row.at))),
    integer("severityNumber", 2, severity.number),
    text("severityText", 3, severity.text),
    nested("body", 5, [text("stringValue", 1, sentenceOf(row))]),
    ...attributesOf(row),
    fixed64("observedTimeUnixNano", 11, observed),
    text("eventName", 12, row.action),
  ];
}

function attributesOf({ id, actor, noun, outcome, fields, detail }: AuditRow): Field[] {
  const pairs: [string, string | null][] = [
    ["outspan.actor.kind", actor.kind],
    ["outspan.actor.id", actor.id],
    ["outspan.actor.name", actor.name],
    ["outspan.noun.kind", noun.kind],
    ["outspan.noun.id", noun.id],
    ["outspan.noun.name", noun.name],
    ["outspan.outcome", outcome],
  ];
  const known = pairs.flatMap(([key, value]) => (value === null ? [] : [attribute(6, key, value)]));
  const beside = Object.entries(detail).map(([key, value]) => attribute(6, `outspan.detail.${key}`, value));
  const told = [attribute(6, "outspan.audit.id", id), ...known, ...beside];
  if (fields.length === 0) return told;
  const values = fields.map((field) => element("values", 1, [text("stringValue", 1, field)]));
  const list = nested("value", 2, [nested("arrayValue", 5, values)]);
  return [...told, element("attributes", 6, [text("key", 1, "outspan.fields"), list])];
}

/** "ada@example.com changed destination Grafana Cloud (/name, /sources)". */
function sentenceOf({ actor, action, noun, outcome, fields }: AuditRow): string {
  const verb = action.split(".").at(-1) ?? action;
  const past = pastOf[verb];
  const whom = [noun.kind, noun.name ?? noun.id].filter((part) => part !== null).join(" ");
  const changed = fields.length === 0 || verb === "create" ? "" : ` (${fields.join(", ")})`;
  if (outcome !== "done") return `${actor.name} ${outcome}: ${action} of ${whom}${changed}`;
  return past === undefined
    ? `${actor.name}: ${action} of ${whom}${changed}`
    : `${actor.name} ${past} ${whom}${changed}`;
}

function attribute(number: number, key: string, value: string | number): Field {
  return element("attributes", number, [text("key", 1, key), nested("value", 2, [anyValue(value)])]);
}

function anyValue(value: string | number): Field {
  if (typeof value === "string") return text("stringValue", 1, value);
  // A count, as nearly all are.
  return Number.isSafeInteger(value) && value >= 0 ? integer("intValue", 3, value) : double("doubleValue", 4, value);
}

function nanoseconds(ms: number): bigint {
  return BigInt(ms) * 1_000_000n;
}
