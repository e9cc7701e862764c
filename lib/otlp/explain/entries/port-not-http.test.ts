import { expect, test } from "vitest";
import { diagnose } from "#lib/otlp/explain/diagnose";
import { all, allAnswered, asked, facts, fault, told } from "#lib/otlp/explain/testing/facts";

const hex = (text: string) => Buffer.from(text, "latin1").toString("hex");
const said = (text: string) =>
  facts({ attempts: allAnswered({ fault: fault("HPE_INVALID_CONSTANT", { firstBytes: hex(text) }) }) });
const hungUp = (transport: "http" | "grpc" = "http") =>
  facts({ transport, attempts: allAnswered({ fault: fault("ECONNRESET") }) });

test.each([
  ["an SSH server", "SSH-2.0-dropbear_2022.83\r\n"],
  ["an SMTP server", "220 mx.example.com ESMTP Postfix\r\n"],
  ["an FTP server", "220 (vsFTPd 3.0.5)\r\n"],
  ["an IMAP server", "* OK [CAPABILITY IMAP4rev1] ready\r\n"],
  ["a Redis server", "-ERR unknown command 'POST', with args beginning with:\r\n"],
  ["a MySQL server", "\x4a\0\0\0\x0a8.4.3\0\x08\0\0\0abcdefgh"],
  ["a MySQL server", "\x45\0\0\0\xff\x6a\x04Host '10.0.0.7' is not allowed"],
  ["an AMQP broker", "AMQP\0\0\x09\x01"],
])("P09 %s is named by what it says first", (what, text) => {
  expect(told(asked(said(text), {}))).toEqual([`port.not_http certain ${all}: no fix`]);
  expect(diagnose(said(text))[0]?.title).toBe(`Port 4318 is ${what}, not an OTLP receiver`);
});

test.each([
  ["a PostgreSQL server", "postgresql", "N"],
  ["a Redis server", "redis", "-NOAUTH Authentication required.\r\n"],
] as const)("P09 %s hangs up on HTTP and is named by its answer to a greeting", (what, greeting, answer) => {
  const known = asked(hungUp(), {
    port: () => ({ plain: "closed" }),
    banner: ({ say }) => (say === greeting ? answer : null),
    empty: () => ({ fault: fault("ECONNRESET") }),
  });
  expect(told(known)).toEqual([`port.not_http certain ${all}: no fix`]);
  expect(diagnose(known)[0]?.title).toContain(what);
});

test("P09 what no protocol here says is shown: likely", () => {
  const known = said("hello, who is there?\n");
  expect(told(asked(known, {}))).toEqual([`port.not_http likely ${all}: no fix`]);
  expect(diagnose(known)[0]?.advice).toContain("It said: hello, who is there?");
});

test("P09 a WebSocket server: its own header is a fingerprint, 426 alone is likely", () => {
  const asks = (headers: Record<string, string>, status = 426) => facts({ attempts: allAnswered({ status, headers }) });
  expect(told(asked(asks({ upgrade: "websocket" }), {}))).toEqual([`port.not_http certain ${all}: no fix`]);
  expect(told(asked(asks({ "sec-websocket-version": "13" }, 400), {}))[0]).toContain("port.not_http certain");
  expect(told(asked(asks({}), {}))).toEqual([`port.not_http likely ${all}: no fix`]);
  expect(told(asked(asks({ upgrade: "h2c" }), {})).join()).not.toContain("port.not_http");
});

test.each([
  ["gRPC (P01)", "\0\0\x12\x04\0\0\0\0\0"],
  ["a TLS alert", "\x15\x03\x01\0\x02\x02\x46"],
  ["damaged HTTP", "HTTP/1.1 200\x01"],
])("P09 is not claimed for %s", (_what, text) => {
  expect(told(asked(said(text), {})).join()).not.toContain("port.not_http");
});
