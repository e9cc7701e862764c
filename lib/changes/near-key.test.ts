import { describe, expect, test } from "vitest";
import * as z from "zod";
import { nearKey } from "#lib/changes/near-key";
import { parseShape } from "#lib/changes/parse-shape";
import { Destination } from "#lib/destination/schema";

test.each([
  ["one letter left out", [], "conection", "connection"],
  ["two swapped, inside", ["connection"], "enpdoint", "endpoint"],
  ["one too many", ["signals"], "tracess", "traces"],
  ["one missing at the end", ["signals"], "metric", "metrics"],
  ["another way to write it", ["connection", "tls"], "client_cert", "clientCert"],
  ["in a list", ["connection", "headers", 3], "vaule", "value"],
  ["where there are kinds", ["connection", "auth"], "tokne", "token"],
] as const)("the key that was meant is found: %s", (_name, path, key, meant) => {
  expect(nearKey(Destination, path, key)).toBe(meant);
});

test.each([
  ["nothing like it", [], "colour"],
  ["too short to tell", ["connection"], "x"],
  ["what stands elsewhere", ["signals", "traces"], "temporality"],
  ["where names are the operator's own", ["labels"], "nmae"],
  ["below a text", ["name", "x"], "name"],
  ["a name of JavaScript", [], "constructor"],
  ["a long one", [], "connection".repeat(5000)],
] as const)("nothing is offered for %s", (_name, path, key) => {
  expect(nearKey(Destination, path, key)).toBeNull();
});

test("through lists, records, defaults, and schemas that hold themselves", () => {
  const Node = z.strictObject({
    colour: z.string(),
    get inner(): z.ZodType {
      return z.record(z.string(), z.array(Node.nullable())).default({});
    },
  });
  expect(nearKey(Node, ["inner", "any", 0, "inner", "one", 2], "colours")).toBe("colour");
  expect(nearKey(z.lazy(() => Node).readonly(), [], "iner")).toBe("inner");
});

describe("what is told", () => {
  const fieldsOf = (value: unknown) => {
    const parsed = parseShape(Destination, value);
    return parsed.ok ? null : parsed.error.fields;
  };

  test("is the key that was meant", () => {
    expect(fieldsOf({ name: "x", connection: { transport: "http", endpont: "http://a" }, signals: {} })).toEqual({
      "/connection/endpont": ["Unknown key: did you mean endpoint?"],
    });
  });

  test("never costs more than the twenty that are named", () => {
    const keys = Object.fromEntries(Array.from({ length: 9000 }, (_, at) => [`conection${at}`, 0]));
    const begun = process.threadCpuUsage();
    expect(fieldsOf(keys)).toMatchObject({ "/conection0": ["Unknown key: did you mean connection?"] });
    expect(process.threadCpuUsage(begun).user / 1000).toBeLessThan(1000);
  });
});
