// A request exactly as it is written: any Host, any method, bytes that no client would send.
import { request } from "node:http";
import { connect } from "node:net";

export type RawAnswer = { status: number; headers: NodeJS.Dict<string | string[]>; text: string };

export function rawRequest(
  url: string,
  { method = "GET", headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: Buffer | string },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
      response.on("error", reject);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** What comes back for these bytes until the other side closes; "" where it says nothing. */
export function rawBytes(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let said = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(Buffer.from(bytes, "latin1")));
    const end = () => {
      socket.destroy();
      resolve(said);
    };
    socket.setTimeout(3000, end);
    socket.on("data", (chunk) => {
      said += chunk.toString("latin1");
    });
    socket.on("close", end);
    socket.on("error", end);
  });
}
