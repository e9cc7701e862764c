import { expect, test } from "vitest";
import { checkDestination } from "#lib/destination/check";
import { missingParts } from "#lib/destination/presence";
import { ProbedDestination } from "#lib/destination/schema";

const traces = (connection?: object) => ({ signals: { traces: { enabled: true, ...(connection && { connection }) } } });

test.each([
  ["nothing at all", traces(), ["/connection/transport", "/connection/endpoint"]],
  ["an own transport alone", traces({ transport: "grpc" }), ["/signals/traces/connection/endpoint"]],
  ["an own endpoint alone", traces({ endpoint: "http://a" }), ["/connection/transport"]],
  ["the shared endpoint", { ...traces(), connection: { transport: "http" } }, ["/connection/endpoint"]],
])("schema and judgement ask for the same missing parts: %s", (_what, destination, paths) => {
  const parsed = ProbedDestination.safeParse(destination);
  const ofSchema = parsed.error?.issues.map(({ path, message }) => [`/${path.join("/")}`, message]);
  const judged = checkDestination(destination as ProbedDestination).map(({ path, message }) => [path, message]);
  expect(ofSchema?.map(([path]) => path)).toEqual(paths);
  expect(judged).toEqual(expect.arrayContaining(ofSchema ?? []));
});

test("an own endpoint beside the shared transport is enough, and so is the whole shared connection", () => {
  const connection = { transport: "http", endpoint: "http://a" };
  expect(missingParts({ connection, signals: {} }, "logs")).toEqual([]);
  const own = { logs: { connection: { endpoint: "http://b" } } };
  expect(missingParts({ connection: { transport: "http" }, signals: own }, "logs")).toEqual([]);
});
