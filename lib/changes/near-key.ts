// The key that was probably meant where a schema knows none of that name: one letter wrong, left out, doubled or swapped, in any
// case of letters. Looks at keys of our own schemas alone, so that it repeats nothing that came from outside.
import type * as z from "zod";

type Schema = z.core.$ZodType;
type Path = readonly PropertyKey[];

/** Names longer than any key of ours are not compared. */
const keyLengthMax = 40;

/** null: no key of the object at `path` is near to `key`. */
export function nearKey(schema: Schema, path: Path, key: string): string | null {
  if (key.length > keyLengthMax) return null;
  const known = [...new Set(schemasAt([schema], path).flatMap(keysOf))];
  const wanted = plain(key);
  const near = known.map((name) => ({ name, edits: editsBetween(plain(name), wanted) }));
  const [best] = near.toSorted((one, other) => one.edits - other.edits);
  return best !== undefined && best.edits <= Math.min(2, Math.floor(key.length / 3)) ? best.name : null;
}

/** `client_cert` and `ClientCert` are `clientCert`. */
function plain(key: string): string {
  return key.toLowerCase().replaceAll(/[-_]/g, "");
}

function schemasAt(schemas: readonly Schema[], [key, ...rest]: Path): Schema[] {
  const bare = schemas.flatMap(unwrapped);
  if (key === undefined) return bare;
  const children = bare.flatMap((one) => childOf(one, key));
  return schemasAt(children, rest);
}

function unwrapped(schema: Schema): Schema[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "readonly":
      return unwrapped(def.innerType);
    case "pipe":
      return [def.in, def.out].flatMap(unwrapped);
    case "lazy":
      return unwrapped(def.getter());
    case "union":
      return def.options.flatMap(unwrapped);
    default:
      return [schema];
  }
}

function childOf(schema: Schema, key: PropertyKey): Schema[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "object":
      return Object.hasOwn(def.shape, key) ? [def.shape[String(key)] as Schema] : [];
    case "record":
      return [def.valueType];
    case "array":
      return [def.element];
    default:
      return [];
  }
}

function keysOf(schema: Schema): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === "object" ? Object.keys(def.shape) : [];
}

/** Letters wrong, left out, too many, or two of them swapped: the optimal string alignment distance. */
function editsBetween(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const swapped = isSwapped ? (before[j - 2] ?? 0) + 1 : changed;
      next.push(Math.min(changed, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[other.length] ?? 0;
}
