// Requests of any content that the table of shapes allows, in both encodings, written by a road of their own
// (lib/otlp/message): what the conversions are held against.
import fc from "fast-check";
import { encodeJson, encodeProtobuf, type Field, type Message } from "#lib/otlp/message";
import { type FieldShape, kinds, requestShapes, type Shape } from "#lib/otlp/shapes";
import type { Signal } from "#lib/otlp/signal";
import { concat, writeDelimited, writeDouble, writeFixed64, writeKey, writeVarint, zigzag } from "#lib/otlp/wire";

type Json = ReturnType<Field["json"]>;
/** One value: as JSON has it, and its bytes without the key. */
type Value = { json: Json; bytes: ArrayLike<number>; isDefault: boolean };

const value = (json: Json, bytes: ArrayLike<number>, isDefault: boolean): Value => ({ json, bytes, isDefault });
const edges = [0n, 1n, 127n, 128n, 2n ** 31n, 2n ** 53n, 2n ** 63n - 1n];
const unsigned = fc.oneof(fc.bigInt(0n, 2n ** 64n - 1n), fc.constantFrom(...edges));
const signed = fc.oneof(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.constantFrom(...edges, -1n, -(2n ** 63n)));
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
/** -0 only by name: JSON.stringify loses its sign. */
const real = fc.oneof(
  fc.double().map((given) => (given === 0 ? 0 : given)),
  fc.constantFrom(0, 1, 0.1, 1e21, 5e-324, Number.NaN, Number.POSITIVE_INFINITY),
);
const letters = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: "grapheme", maxLength: 200 }));
const raw = fc.uint8Array({ maxLength: 24 });

const four = (number: number) => writeFixed64(BigInt(number)).subarray(0, 4);
const whole = <T extends bigint | number>(
  any: fc.Arbitrary<T>,
  bytes: (given: T) => ArrayLike<number>,
  quoted = false,
) => any.map((given) => value(quoted ? String(given) : Number(given), bytes(given), Number(given) === 0));

const values: Record<Exclude<FieldShape["kind"], typeof kinds.message>, fc.Arbitrary<Value>> = {
  [kinds.text]: letters.map((given) => value(given, Buffer.from(given), given === "")),
  [kinds.hex]: raw.map((given) => value(Buffer.from(given).toString("hex"), given, given.length === 0)),
  [kinds.bytes]: raw.map((given) => value(Buffer.from(given).toString("base64"), given, given.length === 0)),
  [kinds.fixed64]: whole(unsigned, writeFixed64, true),
  [kinds.sfixed64]: whole(signed, writeFixed64, true),
  [kinds.int64]: whole(signed, writeVarint, true),
  [kinds.uint64]: whole(unsigned, writeVarint, true),
  [kinds.enum]: whole(fc.nat(30), writeVarint),
  [kinds.int32]: whole(int32, writeVarint),
  [kinds.uint32]: whole(uint32, writeVarint),
  [kinds.sint32]: whole(int32, (given) => writeVarint(zigzag(given))),
  [kinds.fixed32]: whole(uint32, four),
  [kinds.bool]: fc.boolean().map((given) => value(given, [given ? 1 : 0], !given)),
  [kinds.double]: real.map((given) =>
    value(Number.isFinite(given) ? given : String(given), writeDouble(given), Object.is(given, 0)),
  ),
};

function delimited(field: FieldShape, { json, bytes }: Value, repeated: boolean): Field {
  const content = () =>
    field.wire === 2
      ? writeDelimited(field.number, Uint8Array.from(bytes))
      : concat([writeKey(field.number, field.wire), bytes]);
  return { name: field.key, repeated, json: () => json, protobuf: content };
}

/** Packed, as the writers of lists of numbers do. */
function packed(field: FieldShape, list: readonly Value[]): Field {
  const content = () => writeDelimited(field.number, concat(list.map(({ bytes }) => bytes)));
  return { name: field.key, repeated: false, json: () => list.map(({ json }) => json), protobuf: content };
}

function anyField(field: FieldShape, depth: number): fc.Arbitrary<Field[]> {
  const { shape, kind } = field;
  if (shape) {
    const inner = anyMessage(shape, depth + 1).map((message) => nested(field, message));
    return field.repeated ? fc.array(inner, { maxLength: depth > 6 ? 1 : 3 }) : inner.map((one) => [one]);
  }
  if (kind === kinds.message) throw new Error(`${field.key} has no shape`);
  const one = values[kind];
  if (!field.repeated)
    return one.map((given) => (given.isDefault && !field.hasPresence ? [] : [delimited(field, given, false)]));
  const list = fc.array(one, { minLength: 1, maxLength: 5 });
  return list.map((all) =>
    field.wire === 2 ? all.map((given) => delimited(field, given, true)) : [packed(field, all)],
  );
}

function nested(field: FieldShape, message: Message): Field {
  const protobuf = () => writeDelimited(field.number, encodeProtobuf(message));
  return { name: field.key, repeated: field.repeated, json: () => encodeJson(message), protobuf };
}

function anyMessage(shape: Shape, depth: number): fc.Arbitrary<Message> {
  // A value may hold values: it ends somewhere.
  const usable = shape.fields.filter((field) => depth < 12 || !field.shape);
  const alone = usable.filter((field) => field.oneof);
  const rest = usable.filter((field) => !field.oneof);
  const some = rest.map((field) => fc.oneof({ weight: 3, arbitrary: anyField(field, depth) }, fc.constant([])));
  const choices = alone.map((field) => anyField(field, depth));
  const choice = choices.length > 0 ? fc.oneof(...choices, fc.constant<Field[]>([])) : fc.constant<Field[]>([]);
  return fc.tuple(choice, ...some).map((parts) => parts.flat());
}

export function anyRequest(signal: Signal): fc.Arbitrary<Message> {
  return anyMessage(requestShapes[signal], 0);
}
