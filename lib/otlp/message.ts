// One description of a message, encoded twice: as protobuf and as OTLP's JSON (hex ids, 64-bit integers as strings,
// integer enums: R5.1–R5.4). A field has its JSON name and its protobuf number; what is not described is not sent.
import { concat, writeDelimited, writeDouble, writeFixed64, writeKey, writeVarint, zigzag } from "#lib/otlp/wire";

type Json = string | number | boolean | Json[] | { [key: string]: Json };

/** Each form is made when it is asked for: an item goes out in one of them. */
export type Field = { name: string; repeated: boolean; json: () => Json; protobuf: () => Uint8Array };
export type Message = readonly Field[];

export function encodeProtobuf(message: Message): Uint8Array {
  return concat(message.map((field) => field.protobuf()));
}

export function encodeJson(message: Message): Json {
  const json: { [key: string]: Json } = {};
  for (const field of message) {
    const before = json[field.name];
    if (!field.repeated) json[field.name] = field.json();
    else if (Array.isArray(before)) before.push(field.json());
    else json[field.name] = [field.json()];
  }
  return json;
}

export function text(name: string, number: number, value: string): Field {
  return single(
    name,
    () => value,
    () => writeDelimited(number, Buffer.from(value, "utf8")),
  );
}

/** Trace and span ids: hex in JSON, not base64 (R5.2). */
export function id(name: string, number: number, hex: string): Field {
  return single(
    name,
    () => hex,
    () => writeDelimited(number, Buffer.from(hex, "hex")),
  );
}

/** fixed64 and sfixed64: a decimal string in JSON (R5.4). */
export function fixed64(name: string, number: number, value: bigint): Field {
  return single(
    name,
    () => value.toString(),
    () => concat([writeKey(number, 1), writeFixed64(value)]),
  );
}

export function double(name: string, number: number, value: number): Field {
  return single(
    name,
    () => value,
    () => concat([writeKey(number, 1), writeDouble(value)]),
  );
}

/** Enums and 32-bit integers: numbers in JSON (R5.3). */
export function integer(name: string, number: number, value: number): Field {
  return single(
    name,
    () => value,
    () => concat([writeKey(number, 0), writeVarint(value)]),
  );
}

export function sint32(name: string, number: number, value: number): Field {
  return single(
    name,
    () => value,
    () => concat([writeKey(number, 0), writeVarint(zigzag(value))]),
  );
}

export function boolean(name: string, number: number, value: boolean): Field {
  return single(
    name,
    () => value,
    () => concat([writeKey(number, 0), [value ? 1 : 0]]),
  );
}

export function nested(name: string, number: number, message: Message): Field {
  return single(
    name,
    () => encodeJson(message),
    () => writeDelimited(number, encodeProtobuf(message)),
  );
}

/** One element of a repeated message; several of the same name become one JSON array. */
export function element(name: string, number: number, message: Message): Field {
  return { ...nested(name, number, message), repeated: true };
}

export function doubles(name: string, number: number, values: readonly number[]): Field {
  return single(
    name,
    () => [...values],
    () => writeDelimited(number, concat(values.map(writeDouble))),
  );
}

export function fixed64s(name: string, number: number, values: readonly bigint[]): Field {
  return single(
    name,
    () => values.map(String),
    () => writeDelimited(number, concat(values.map(writeFixed64))),
  );
}

export function uint64s(name: string, number: number, values: readonly bigint[]): Field {
  return single(
    name,
    () => values.map(String),
    () => writeDelimited(number, concat(values.map(writeVarint))),
  );
}

function single(name: string, json: Field["json"], protobuf: Field["protobuf"]): Field {
  return { name, repeated: false, json, protobuf };
}
