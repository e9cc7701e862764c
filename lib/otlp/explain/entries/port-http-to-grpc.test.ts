import { expect, test } from "vitest";
import { accepted, all, allAnswered, asked, facts, fault, told } from "#lib/otlp/explain/testing/facts";

const parseError = (firstBytes: string) =>
  facts({ port: 4317, attempts: allAnswered({ fault: fault("HPE_INVALID_CONSTANT", { firstBytes }) }) });
const settings = "000006040000000000000400";

test("P01 a SETTINGS frame where HTTP/1.1 was expected; the HTTP port beside it is proven", () => {
  const known = asked(parseError(settings), {
    port: ({ port }) => ({ plain: port === 4318 ? "http" : "grpc" }),
    empty: ({ transport }) => (transport === "http" ? accepted : { grpc: 0 }),
  });
  expect(told(known)).toEqual([`port.http_to_grpc certain ${all}: Use port 4318`]);
});

test("P01 nothing on 4318: gRPC on the same port, where a receiver answered it", () => {
  const known = asked(parseError(settings), {
    port: ({ port }) => (port === 4318 ? { open: false } : { plain: "grpc" }),
    empty: () => ({ grpc: 16 }),
  });
  expect(told(known)).toEqual([`port.http_to_grpc certain ${all}: Switch to gRPC`]);
});

test("P01 is certain even where no fix is proven", () => {
  expect(told(asked(parseError(settings), {}))).toEqual([`port.http_to_grpc certain ${all}: no fix`]);
});

test("P01 is not claimed for another banner", () => {
  const ssh = Buffer.from("SSH-2.0-OpenSSH").toString("hex");
  expect(told(asked(parseError(ssh), {}))).toEqual([`port.not_http certain ${all}: no fix`]);
});
