// The way to the provider and back, and what can go wrong on it: beside a real provider on loopback.
import { createServer } from "node:http";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { callbackPath } from "#lib/auth/oidc";
import { foreignKeys, type OidcServer, signInAtProvider } from "#lib/auth/testing/oidc-server";
import { arriveFromOidc, leaveForOidc } from "#lib/changes/oidc";
import { type Instance, origin } from "#lib/changes/testing/instance";
import { ada, oidcSurroundings, refusedAs, type Surroundings, visitor } from "#lib/changes/testing/oidc-surroundings";

let server: OidcServer;
let instance: Instance;
let leave: Surroundings["leave"];
let arrive: Surroundings["arrive"];
let signIn: Surroundings["signIn"];

async function start(options: Parameters<typeof oidcSurroundings>[0] = {}) {
  ({ server, instance, leave, arrive, signIn } = await oidcSurroundings(options));
}

describe("claims", () => {
  test("that the ID token leaves out are asked for at userinfo, others are not", async () => {
    await start({ server: { tellsInIdToken: false } });
    expect((await signIn()).user).toMatchObject({ email: "ada@example.com", role: "admin" });
    expect(server.asked).toContain("/me");
    await start();
    expect((await signIn()).user).toMatchObject({ role: "admin" });
    expect(server.asked).not.toContain("/me");
  });

  test("a dotted path finds the groups, and a star takes anybody", async () => {
    await start({
      settings: {
        groupsClaim: "realm_access.roles",
        roles: [
          { role: "admin", group: "owner" },
          { role: "viewer", group: null },
        ],
      },
    });
    server.people.ada = { ...ada, groups: undefined, realm_access: { roles: ["owner"] } };
    expect((await signIn()).user?.role).toBe("admin");
    server.people.eve = { email: "eve@example.com" };
    expect((await signIn("eve")).user?.role).toBe("viewer");
  });

  test.each(["client_secret_basic", "client_secret_post"] as const)(
    "a client that the provider knows by %s alone",
    async (authMethod) => {
      await start({ server: { authMethod } });
      expect((await signIn()).user?.role).toBe("admin");
    },
  );
});

describe("on the way back", () => {
  beforeEach(() => start());

  test("nothing else than the sealed cookie of this browser vouches for it, for ten minutes", async () => {
    const { url, setCookie, cookie } = await leave();
    expect(setCookie).toEqual([
      expect.stringMatching(/^outspan\.oidc=v1\.[\w-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    for (const name of ["state", "nonce"]) expect(cookie).not.toContain(new URL(url).searchParams.get(name));
    const back = new URL(await signInAtProvider(url, "ada"));
    expect(await arrive(back, "outspan.oidc=v1.forged")).toMatchObject(refusedAs("expired"));
    expect(await arrive(back, "")).toMatchObject(refusedAs("expired"));
    instance.pass(10 * 60_000 + 1);
    expect(await arrive(back, cookie)).toMatchObject(refusedAs("expired"));
    expect(server.asked).not.toContain("/token");
  });

  test("the cookie is taken away, and a callback that is sent again opens nothing", async () => {
    const { back, cookie, setCookie } = await signIn();
    expect(setCookie[0]).toBe("outspan.oidc=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax");
    expect(await arrive(back, cookie)).toMatchObject(refusedAs("used"));
  });

  test("a code that the provider took before opens nothing either", async () => {
    const { back } = await signIn();
    const { url, cookie } = await leave();
    back.searchParams.set("state", new URL(url).searchParams.get("state") ?? "");
    expect(await arrive(back, cookie)).toMatchObject(refusedAs("used"));
  });

  test("another state is refused before the provider is asked", async () => {
    expect(await signIn("ada", { back: (url) => url.searchParams.set("state", "other") })).toMatchObject(
      refusedAs("mismatch"),
    );
    expect(server.asked).not.toContain("/token");
  });

  test("another nonce in the ID token is refused", async () => {
    const other = (url: URL) => url.searchParams.set("nonce", "of another sign-in");
    expect(await signIn("ada", { url: other })).toMatchObject(refusedAs("untrusted"));
  });

  test("another issuer in the answer is refused", async () => {
    const other = (url: URL) => url.searchParams.set("iss", "https://mallory.example");
    expect(await signIn("ada", { back: other })).toMatchObject(refusedAs("answer"));
  });

  test("an ID token signed by another key is refused", async () => {
    server.instead["/jwks"] = (_request, response) =>
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(foreignKeys()));
    expect(await signIn()).toMatchObject(refusedAs("untrusted"));
  });

  test("who declines at the provider is told so, and where it was to lead stays", async () => {
    const { url, cookie } = await leave("/audit");
    const state = new URL(url).searchParams.get("state") ?? "";
    const back = new URL(`${origin}${callbackPath}?error=access_denied&state=${state}&iss=${server.issuer}`);
    expect((await arrive(back, cookie)).location).toBe("/login?oidc=denied&next=%2Faudit");
  });

  test("a path of another site is not led to", async () => {
    expect((await signIn("ada", { next: "//mallory.example" })).location).toBe("/destinations");
  });
});

describe("the provider", () => {
  test("that is down stops nothing but its sign-in, and is asked again at the next", async () => {
    await start();
    server.instead["/.well-known/openid-configuration"] = (_request, response) => response.destroy();
    expect(await leaveForOidc(instance.runtime, {})).toMatchObject({
      ok: false,
      error: { code: "unavailable", message: expect.stringMatching(/^Acme ID cannot be reached/) },
    });
    delete server.instead["/.well-known/openid-configuration"];
    expect((await signIn()).user?.role).toBe("admin");
    expect(server.asked.filter((path) => path.startsWith("/.well-known"))).toHaveLength(2);
  });

  test("that has gone since the last sign-in is told so too, and nobody is sent there", async () => {
    await start();
    expect((await signIn()).user?.role).toBe("admin");
    server.instead["/.well-known/openid-configuration"] = (_request, response) => response.destroy();
    instance.pass(10_001);
    expect(await leaveForOidc(instance.runtime, {})).toMatchObject({ ok: false, error: { code: "unavailable" } });
  });

  test("that is gone on the way back is told so", async () => {
    await start();
    server.instead["/token"] = (_request, response) => response.destroy();
    expect(await signIn()).toMatchObject(refusedAs("unreachable"));
  });

  test("R9.9 at an address that the target policy forbids is not asked", async () => {
    await start({ targets: "public" });
    expect(await leaveForOidc(instance.runtime, {})).toMatchObject({
      error: { message: expect.stringContaining("OUTSPAN_TARGETS") },
    });
    expect(server.asked).toEqual([]);
  });

  test("R9.9 whose metadata points at the console itself, or at a metadata address, is not followed", async () => {
    for (const uri of [
      "http://127.0.0.1:3000/api",
      "http://169.254.169.254/latest",
      "http://[::ffff:169.254.169.254]/",
    ]) {
      await start();
      const response = await fetch(`${server.issuer}/.well-known/openid-configuration`);
      const metadata = { ...((await response.json()) as object), token_endpoint: uri };
      server.instead["/.well-known/openid-configuration"] = (_request, answer) =>
        answer.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(metadata));
      expect(await signIn()).toMatchObject(refusedAs("blocked"));
    }
  });

  test("R11.9 whose token endpoint redirects is not followed", async () => {
    await start();
    const asked: (string | undefined)[] = [];
    const other = createServer((request, response) => {
      asked.push(request.url);
      response.end();
    });
    await new Promise<void>((listening) => other.listen(0, "127.0.0.1", listening));
    onTestFinished(() => void other.close());
    const { port } = other.address() as { port: number };
    server.instead["/token"] = (_request, response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${port}/token` }).end();
    expect(await signIn()).toMatchObject(refusedAs("answer"));
    expect(asked).toEqual([]);
  });

  test("that names another issuer, or floods, is not believed", async () => {
    await start();
    const path = "/.well-known/openid-configuration";
    const metadata = (await (await fetch(server.issuer + path)).json()) as object;
    const foreign = JSON.stringify({ ...metadata, issuer: "https://mallory.example" });
    for (const body of [foreign, `{"a":"${"x".repeat(600_000)}"}`]) {
      server.instead[path] = (_request, response) =>
        response.writeHead(200, { "content-type": "application/json" }).end(body);
      expect(await leaveForOidc(instance.runtime, {})).toMatchObject({
        error: { message: expect.stringContaining("OUTSPAN_OIDC_ISSUER") },
      });
    }
  });

  test("that does not know the client says so in words, and the secret is in none", async () => {
    await start({ settings: { clientSecret: "a-wrong-secret-0123456789" } });
    expect(await signIn()).toMatchObject(refusedAs("client"));
    expect(await instance.dump()).not.toContain("a-wrong-secret");
  });

  test("whose clock differs by less than a minute is believed, by more is not", async () => {
    const apart = async (ms: number) => {
      await start({ server: { idTokenLifeS: 60 } });
      instance.pass(Date.now() - instance.runtime.now().getTime() + ms);
      return signIn();
    };
    expect((await apart(100_000)).user?.role).toBe("admin");
    expect(await apart(130_000)).toMatchObject(refusedAs("clock"));
  });
});

test("tries of one address are slowed down before the provider is asked", async () => {
  await start();
  const query = new URLSearchParams({ code: "guess", state: "guess" });
  const locations = new Set<string>();
  for (let count = 0; count < 70; count += 1) {
    locations.add((await arriveFromOidc(instance.runtime, visitor(""), query)).location);
  }
  expect([...locations]).toEqual(["/login?oidc=expired", "/login?oidc=too_many"]);
  expect(server.asked).toEqual([]);
});
