// A token server for tests: reads the grant as RFC 6749 has it, gives numbered tokens, and answers as it is told instead.
import { createServer, type IncomingMessage } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { Server } from "node:net";
import { listen } from "#lib/engine/testing/peers";

type Grant = { headers: IncomingMessage["headers"]; form: URLSearchParams; path: string };
type Reply = { status: number; type?: string; body: string; headers?: Record<string, string> };

export const clientId = "outspan client";
export const clientSecret = "s3cret:wörd/with+signs";

/** `tls` as node:https takes it. */
export async function tokenServer(tls?: Parameters<typeof createHttpsServer>[0]) {
  const server = {
    grants: [] as Grant[],
    expiresInS: 3600 as number | null,
    /** Null: the grant is judged. */
    instead: null as ((grant: Grant) => Reply | "hang") | null,
    url: "",
    last: () => `access-token-number-${server.grants.length}`,
  };
  const listener = (request: IncomingMessage, response: import("node:http").ServerResponse) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      const grant = { headers: request.headers, form: new URLSearchParams(body), path: request.url ?? "" };
      server.grants.push(grant);
      const reply = server.instead ? server.instead(grant) : judged(grant, server.last(), server.expiresInS);
      if (reply === "hang") return;
      const type = reply.type ?? "application/json";
      response.writeHead(reply.status, { "content-type": type, ...reply.headers }).end(reply.body);
    });
  };
  const port = await listen((tls ? createHttpsServer(tls, listener) : createServer(listener)) as Server);
  server.url = `${tls ? "https" : "http"}://127.0.0.1:${port}/oauth2/token`;
  return server;
}

export function refusal(status: number, error: string, description?: string): Reply {
  return { status, body: JSON.stringify({ error, ...(description && { error_description: description }) }) };
}

export function given(token: string, expiresInS: number | null): Reply {
  const body = { access_token: token, token_type: "Bearer", ...(expiresInS !== null && { expires_in: expiresInS }) };
  return { status: 200, body: JSON.stringify(body) };
}

function judged({ headers, form }: Grant, token: string, expiresInS: number | null): Reply {
  if (form.get("grant_type") !== "client_credentials") return refusal(400, "unsupported_grant_type");
  const isKnown =
    form.get("client_secret") === null
      ? headers.authorization === `Basic ${Buffer.from(`${coded(clientId)}:${coded(clientSecret)}`).toString("base64")}`
      : form.get("client_id") === clientId && form.get("client_secret") === clientSecret;
  return isKnown ? given(token, expiresInS) : refusal(401, "invalid_client", "Client authentication failed");
}

/** application/x-www-form-urlencoded, as RFC 6749 §2.3.1 wants both halves. */
function coded(text: string): string {
  return new URLSearchParams({ "": text }).toString().slice(1);
}
