import { describe, expect, test } from "vitest";
import { destinationOf, draftOf } from "#lib/destination/draft";
import type { Change, Fix } from "#lib/destination/problem";
import type { Connection, ProbedDestination } from "#lib/destination/schema";
import { fixInForm } from "./fix-in-form";
import { rememberTyped, type TypedSecrets } from "./typed-secrets";

const fixOf = (...changes: Change[]): Fix => ({ label: "Fix", changes });
const withConnection = (connection: Connection): ProbedDestination => ({
  name: "d",
  connection: { transport: "http", endpoint: "http://h:4318", ...connection },
  signals: { traces: { enabled: true }, logs: { enabled: true } },
});
const fixed = (
  inForm: ProbedDestination,
  fix: Fix,
  { tested = inForm, typed = new Map() }: { tested?: ProbedDestination; typed?: TypedSecrets } = {},
) => {
  const made = fixInForm(draftOf(inForm), fix, { tested, typed });
  return { ...made, connection: destinationOf(made.draft).destination.connection };
};
const header = (name: string, value: string | null) => ({ name, value, secret: true });
const trim: Change = { path: "/connection/headers/0/value", transform: "trim" };

describe("a repair of a secret", () => {
  test("that was typed and not saved is made in place", () => {
    const { toEnter, connection } = fixed(withConnection({ headers: [header("api-key", " k \n")] }), fixOf(trim));
    expect(toEnter).toEqual([]);
    expect(connection?.headers?.[0]?.value).toBe("k");
  });

  test("that is saved, and was typed on this page, is made with what was typed", () => {
    const typed: TypedSecrets = new Map();
    rememberTyped(withConnection({ headers: [header("api-key", " k ")] }), typed);
    const { toEnter, connection } = fixed(withConnection({ headers: [header("Api-Key", null)] }), fixOf(trim), {
      typed,
    });
    expect(toEnter).toEqual([]);
    expect(connection?.headers?.[0]).toEqual(header("Api-Key", "k"));
  });

  test("that is saved and not known here opens its field and says how to enter it; the other changes are made", () => {
    const proxy: Change = { path: "/connection/proxy", value: "http://127.0.0.1:3128" };
    const { toEnter, draft, connection } = fixed(
      withConnection({ headers: [header("api-key", null)] }),
      fixOf(trim, proxy),
    );
    expect(toEnter).toEqual([
      {
        field: "connection.headers.0.value",
        message: "The saved value cannot be repaired unseen: enter it again, without spaces and line breaks around it.",
      },
    ]);
    expect(draft.connection.headers[0]).toMatchObject({ value: "", saved: false });
    expect(connection?.proxy).toBe("http://127.0.0.1:3128");
  });

  test.each<[Connection["auth"], string, string]>([
    [{ type: "bearer", token: null }, "/connection/auth/token", "without Bearer in front"],
    [{ type: "basic", username: "u", password: null }, "/connection/auth/password", "with Bearer once in front"],
  ])("of a saved %j opens that field", (auth, path, how) => {
    const { toEnter, draft } = fixed(withConnection({ auth }), fixOf({ path, transform: "once-bearer" }));
    expect(toEnter.map(({ message }) => message)).toEqual([expect.stringContaining(how)]);
    expect([draft.connection.auth.tokenSaved, draft.connection.auth.passwordSaved]).toEqual([false, false]);
  });

  test("whose header gets another name goes along, or is asked for where it is not known here", () => {
    const rename: Change = { path: "/connection/headers/0/name", value: "authorization" };
    const bearer: Change = { path: "/connection/headers/0/value", transform: "add-bearer" };
    const saved = withConnection({ headers: [header("Api-Key", null)] });
    const typed: TypedSecrets = new Map([["/connection/headers/api-key", "k"]]);
    expect(fixed(saved, fixOf(rename, bearer), { typed }).connection?.headers).toEqual([
      header("authorization", "Bearer k"),
    ]);
    const { toEnter, draft } = fixed(saved, fixOf(rename, bearer));
    expect(toEnter.map(({ message }) => message)).toEqual([
      expect.stringContaining("enter it again, with Bearer in front"),
    ]);
    expect(draft.connection.headers).toEqual([{ name: "authorization", value: "", secret: true, saved: false }]);
    expect(fixed(saved, fixOf(rename)).toEnter).toEqual([
      { field: "connection.headers.0.value", message: "It is saved under the other name: enter the value again." },
    ]);
  });

  test("of a signal's own connection finds it there", () => {
    const own = {
      ...withConnection({}),
      signals: { logs: { enabled: true, connection: { headers: [header("k", null)] } } },
    };
    const change: Change = { path: "/signals/logs/connection/headers/0/value", transform: "add-bearer" };
    const { toEnter, draft } = fixed(own, fixOf(change));
    expect(toEnter.map(({ field }) => field)).toEqual(["signals.logs.connection.headers.0.value"]);
    expect(draft.signals.logs.connection?.headers?.[0]).toMatchObject({ value: "", saved: false });
  });
});

describe("a repair of what was tested, in a form that went on", () => {
  const tested = withConnection({ headers: [header("a", " 1 "), header("b", " 2 ")] });

  test("finds its header by name, wherever it stands by now", () => {
    const moved = withConnection({ headers: [header("B", " 2 "), header("new", " 3 "), header("A", " 1 ")] });
    const { connection } = fixed(moved, fixOf(trim), { tested });
    expect(connection?.headers?.map(({ value }) => value)).toEqual([" 2 ", " 3 ", "1"]);
    const gone = fixed(moved, fixOf({ path: "/connection/headers/1", op: "remove" }), { tested });
    expect(gone.connection?.headers?.map(({ name }) => name)).toEqual(["new", "A"]);
  });

  test("leaves other headers alone where its own is gone", () => {
    const without = withConnection({ headers: [header("b", " 2 ")] });
    expect(fixed(without, fixOf(trim), { tested }).connection?.headers).toEqual([header("b", " 2 ")]);
  });

  test("adds a header where one is to be added", () => {
    const added: Change = { path: "/connection/headers/2", value: { name: "c", value: "3", secret: false } };
    const { connection } = fixed(tested, fixOf(added));
    expect(connection?.headers?.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  });

  test("switches the transport and keeps headers, secrets and what HTTP had", () => {
    const http = withConnection({
      encoding: "json",
      headers: [header("a", "1")],
      auth: { type: "bearer", token: null },
    });
    const toGrpc = fixOf(
      { path: "/connection/transport", value: "grpc" },
      { path: "/connection/endpoint", value: "http://h:4317" },
    );
    const { draft, connection, toEnter } = fixed(http, toGrpc);
    expect(toEnter).toEqual([]);
    expect(connection).toMatchObject({
      transport: "grpc",
      endpoint: "http://h:4317",
      auth: { type: "bearer", token: null },
    });
    expect(connection?.headers).toEqual([header("a", "1")]);
    expect(draft.connection.encoding).toBe("json");
    const back = fixInForm(draft, fixOf({ path: "/connection/transport", value: "http" }), {
      tested: http,
      typed: new Map(),
    });
    expect(destinationOf(back.draft).destination.connection).toMatchObject({ transport: "http", encoding: "json" });
  });

  test("removes: a signal's own connection or one field of it, the proxy, an authentication", () => {
    const own = {
      ...withConnection({ proxy: "http://p:3128", auth: { type: "bearer", token: "t" } }),
      signals: {
        traces: { enabled: true, connection: { endpoint: "http://t:1/x", encoding: "json" as const } },
        logs: { enabled: true },
      },
    };
    const remove = (path: string): Change => ({ path, op: "remove" });
    const whole = destinationOf(fixed(own, fixOf(remove("/signals/traces/connection"))).draft).destination;
    expect(whole.signals.traces).toEqual({ enabled: true });
    const part = destinationOf(fixed(own, fixOf(remove("/signals/traces/connection/endpoint"))).draft).destination;
    expect(part.signals.traces?.connection).toEqual({ encoding: "json" });
    const { connection } = fixed(own, fixOf(remove("/connection/proxy"), remove("/connection/auth")));
    expect(connection).not.toHaveProperty("proxy");
    expect(connection?.auth).toEqual({ type: "none" });
  });
});
