// Bodies for the API out of its own description: one that fits the schema, with something wrong in it. Values that name a place in
// the network name this machine alone, whatever else is wrong with them.
import type { Chance } from "#lib/testing/chance";

export type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  items?: Schema | boolean;
  prefixItems?: Schema[];
};
export type Schemas = Record<string, Schema>;

const places = [
  "http://127.0.0.1:9",
  "127.0.0.1:9",
  "https://127.0.0.1:9",
  "http://[::1]:9/v1/traces",
  "http://127.0.0.1:99999",
  "http://127.0.0.1:9/?q=1#f",
  "http://user:pass@127.0.0.1:9",
  "ftp://127.0.0.1",
  "http://",
  "//127.0.0.1:9",
  "http://2130706433:9",
  "http://0x7f.1:9",
  "http://127.1:9/\u0000",
  "http://127.0.0.1:9/\r\nx: y",
  "javascript:alert(1)",
  " http://127.0.0.1:9 ",
  "",
];
/** What holds one of these in its name leads somewhere. */
const leads = /endpoint|proxy|url|origin|host|server|issuer|serviceaccount/i;

const texts = [
  "",
  " ",
  "x",
  "x".repeat(300),
  "x".repeat(70_000),
  "\u0000",
  "a\r\nx-injected: yes",
  "\ud800",
  "\u202e\u2066\ufeff",
  "🚀".repeat(50),
  "%00%0d%0a",
  "../../../etc/passwd",
  "' or 1=1 --",
  "{{7*7}}",
  "<script>alert(1)</script>",
  "__proto__",
  "constructor",
  "null",
  "-1",
  "1e400",
  "2026-13-45T99:99:99Z",
  "OTEL_HEADER_x",
  "Bearer x",
];
const numbers = [0, -1, 1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 53), 1e308, 5e-324];
const keys = [
  "__proto__",
  "constructor",
  "toString",
  "",
  "x".repeat(2000),
  "\u0000",
  "$where",
  "extra",
  "id",
  "revision",
];

/** By the name of a field: values that a call takes. */
export type Known = Record<string, readonly string[]>;

export function bodyOf(schema: Schema, at: { schemas: Schemas; chance: Chance; known: Known }): unknown {
  return fitting(schema, { ...at, depth: 0, name: "" });
}

type At = { schemas: Schemas; chance: Chance; known: Known; depth: number; name: string };

function fitting(schema: Schema, at: At): unknown {
  const { chance, schemas, depth } = at;
  if (schema.$ref !== undefined) {
    return fitting(schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}, { ...at, depth: depth + 1 });
  }
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return chance.pick(schema.enum);
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return fitting(chance.pick(either), at);
  if (schema.allOf !== undefined) {
    return Object.assign({}, ...schema.allOf.map((one) => fitting(one, at) as object));
  }
  const type = Array.isArray(schema.type) ? chance.pick(schema.type) : schema.type;
  if (type === "object" || schema.properties !== undefined) return objectOf(schema, at);
  if (type === "array") return listOf(schema, at);
  return plainOf(type, at);
}

function objectOf({ properties = {}, required = [], additionalProperties }: Schema, at: At): object {
  const { chance, depth } = at;
  const entries = Object.entries(properties)
    .filter(([name]) => required.includes(name) || chance.is(depth > 6 ? 0.1 : 0.5))
    .map(([name, schema]) => [name, fitting(schema, { ...at, name, depth: depth + 1 })]);
  if (typeof additionalProperties === "object" && depth < 6) {
    const name = chance.pick(["a", "team", "OTEL_HEADER_api-key", "/x"]);
    entries.push([name, fitting(additionalProperties, { ...at, depth: depth + 1 })]);
  }
  return Object.fromEntries(entries);
}

function listOf({ items }: Schema, at: At): unknown[] {
  const length = at.depth > 6 ? 0 : at.chance.below(3);
  const schema = typeof items === "object" ? items : {};
  return Array.from({ length }, () => fitting(schema, { ...at, depth: at.depth + 1 }));
}

function plainOf(type: string | undefined, { chance, name, known }: At): unknown {
  if (type === "boolean") return chance.is(0.5);
  if (type === "integer" || type === "number") return chance.is(0.7) ? chance.below(100_000) : chance.pick(numbers);
  if (type === "null") return null;
  const fit = Object.hasOwn(known, name) ? known[name] : undefined;
  if (fit !== undefined && fit.length > 0 && chance.is(0.9)) return chance.pick(fit);
  return textOf(chance, name);
}

function textOf(chance: Chance, name: string): string {
  if (leads.test(name)) return chance.pick(places);
  return chance.is(0.6) ? `word${chance.below(1000)}` : chance.pick(texts);
}

/** The same body with one to three things wrong in it. */
export function mutate(body: unknown, chance: Chance): unknown {
  let mutant = structuredClone(body);
  for (let count = 1 + chance.below(3); count > 0; count -= 1) mutant = mutateOnce(mutant, chance, "");
  return mutant;
}

function mutateOnce(value: unknown, chance: Chance, name: string): unknown {
  const isTree = typeof value === "object" && value !== null;
  if (!isTree || chance.is(0.15)) return anything(chance, name);
  if (Array.isArray(value)) {
    if (value.length === 0 || chance.is(0.3)) return listGrown(value, chance, name);
    const index = chance.below(value.length);
    return value.map((item, at) => (at === index ? mutateOnce(item, chance, name) : item));
  }
  const entries = Object.entries(value);
  if (entries.length === 0 || chance.is(0.25)) return withKey(entries, chance);
  const index = chance.below(entries.length);
  if (chance.is(0.2)) return Object.fromEntries(entries.filter((_, at) => at !== index));
  return Object.fromEntries(
    entries.map(([key, inner], at) => [key, at === index ? mutateOnce(inner, chance, key) : inner]),
  );
}

/** `__proto__` as a key of the text that is sent, not as the prototype of this object. */
function withKey(entries: [string, unknown][], chance: Chance): unknown {
  const grown = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of entries) grown[key] = value;
  Object.defineProperty(grown, chance.pick(keys), {
    value: anything(chance, "url"),
    enumerable: true,
    configurable: true,
  });
  return grown;
}

function listGrown(list: unknown[], chance: Chance, name: string): unknown[] {
  return chance.is(0.5)
    ? Array<unknown>(chance.pick([2, 50, 2000])).fill(list[0] ?? null)
    : [...list, anything(chance, name)];
}

function anything(chance: Chance, name: string): unknown {
  if (leads.test(name)) return chance.pick<unknown>([...places, null, 1, [], {}]);
  return chance.pick<() => unknown>([
    () => null,
    () => chance.is(0.5),
    () => chance.pick(numbers),
    () => chance.pick(texts),
    () => [],
    () => ({}),
    () => nested(chance.pick([5, 60, 500])),
  ])();
}

function nested(depth: number): unknown {
  let value: unknown = "x";
  for (let count = 0; count < depth; count += 1) value = count % 2 === 0 ? [value] : { a: value };
  return value;
}

/** The text of a body, sometimes no JSON at all. */
export function textOfBody(body: unknown, chance: Chance): Buffer {
  const text = JSON.stringify(body) ?? "";
  if (chance.is(0.94)) return Buffer.from(text);
  return chance.pick<() => Buffer>([
    () => Buffer.from(text.slice(0, chance.below(text.length + 1))),
    () => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text)]),
    () => Buffer.from(`\ufeff${text}`),
    () => Buffer.from(text.replace(/"/g, "'")),
    () => Buffer.from(`${text}${text}`),
    () => Buffer.from("[".repeat(100_000)),
    () => Buffer.from(text.replace("{", '{"name":1,"name":2,')),
    () => Buffer.alloc(0),
  ])();
}
