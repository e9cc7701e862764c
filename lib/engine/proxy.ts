// A tunnel through an HTTP proxy (CONNECT), done by ourselves so that its refusal is seen (R11.8). Sends no header of ours.
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import type { Socket } from "node:net";
import { faultOf } from "#lib/engine/fault";
import { within } from "#lib/engine/within";
import type { Fault } from "#lib/otlp/observation";

export type Tunnel = {
  isOpen: boolean;
  status: number | null;
  statusText: string;
  authenticate: string | null;
  fault: Fault | null;
};

/** `authority` is host:port as the proxy must read it. The socket is destroyed unless the tunnel opens. */
export function openTunnel(socket: Socket, authority: string, limitMs: number, abort: AbortSignal): Promise<Tunnel> {
  return within<Tunnel>(limitMs, abort, (finish) => {
    const connecting: ClientRequest = request({
      method: "CONNECT",
      path: authority,
      headers: { host: authority },
      setHost: false,
      createConnection: () => socket,
    });
    const fail = (fault: Fault): Tunnel => {
      socket.destroy();
      return { isOpen: false, status: null, statusText: "", authenticate: null, fault };
    };
    connecting.once("error", (error) => finish(fail(faultOf(error))));
    connecting.once("connect", (response: IncomingMessage, _socket: Socket, head: Buffer) => {
      const status = response.statusCode ?? 0;
      const isOpen = status >= 200 && status < 300;
      if (!isOpen) socket.destroy();
      else if (head.length > 0) socket.unshift(head);
      const authenticate = response.headers["proxy-authenticate"] ?? null;
      finish({ isOpen, status, statusText: response.statusMessage ?? "", authenticate, fault: null });
    });
    connecting.end();
    return fail;
  });
}
