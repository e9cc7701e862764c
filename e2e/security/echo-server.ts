// The worst peer there may be: it refuses and says back everything that it was sent, in every place of its answer. As a token server
// it hands out tokens of its own making.
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export type EchoServer = { url: string; heard: string[]; close(): void };

/** `token`: the access token that /token gives. */
export async function startEchoServer(token: string): Promise<EchoServer> {
  const heard: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const said = JSON.stringify({ url: request.url, headers: request.rawHeaders, body: body.toString("latin1") });
    heard.push(said);
    if (request.url?.startsWith("/token")) {
      response.writeHead(200, { "content-type": "application/json" });
      return response.end(JSON.stringify({ access_token: token, token_type: "Bearer", expires_in: 3600 }));
    }
    if (request.url?.startsWith("/no-token")) {
      response.writeHead(400, { "content-type": "application/json" });
      return response.end(JSON.stringify({ error: "invalid_client", error_description: said }));
    }
    const credentials = request.rawHeaders.join(" ").replaceAll(/[^\x20-\x7e]/g, "?");
    response.writeHead(request.url?.startsWith("/down") ? 503 : 401, credentials.slice(0, 400), {
      "content-type": "application/json",
      "www-authenticate": `Bearer realm="${credentials.replaceAll('"', "")}"`,
      "x-echo": credentials,
      location: `http://127.0.0.1/?${encodeURIComponent(credentials)}`,
    });
    response.end(JSON.stringify({ code: 16, message: said, base64: Buffer.from(said).toString("base64") }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    heard,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
