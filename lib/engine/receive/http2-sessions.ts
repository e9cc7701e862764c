// HTTP/2 of both doors: limits, windows in which large messages fit, sessions that end when idle. Listens nowhere; sockets are
// handed in. Knows nothing of OTLP.
import {
  constants,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";

export type Http2Sessions = {
  server: Http2Server;
  /** No new streams; sessions end with their last one. */
  ease: () => void;
};

/** Of one stream and of one session: at 64 KiB, the default, a message of 20 MiB waits for 320 round trips. */
const streamWindow = 1024 * 1024;
const sessionWindow = 8 * 1024 * 1024;
/** In MiB. What streams hold is bounded by the byte budget; this refuses new ones of a session that floods. */
const sessionMemoryMax = 64;

export function createHttp2Sessions(
  idleMs: number,
  onStream: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, isEnded: boolean) => void,
): Http2Sessions {
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer({
    maxSessionMemory: sessionMemoryMax,
    settings: {
      enableConnectProtocol: false,
      initialWindowSize: streamWindow,
      maxConcurrentStreams: 128,
      maxFrameSize: 256 * 1024,
      maxHeaderListSize: 16 * 1024,
    },
  });
  server.on("session", (session) => {
    sessions.add(session);
    session.setLocalWindowSize(sessionWindow);
    session.setTimeout(idleMs, () => session.destroy());
    session.on("error", () => session.destroy());
    session.once("close", () => sessions.delete(session));
  });
  server.on("stream", (stream, headers, flags) => {
    // A sender that leaves; whoever reads the body hears of it.
    stream.on("error", () => {});
    // Told a tick late: what was behind the head may have ended the stream already.
    if (!stream.destroyed && !stream.closed)
      onStream(stream, headers, (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0);
  });
  return {
    server,
    ease: () => {
      for (const session of sessions) session.close();
    },
  };
}

/** Whoever has its answer need not go on sending. */
export function endStream(stream: ServerHttp2Stream, isRead: boolean): void {
  if (isRead || stream.destroyed) return;
  stream.resume();
  stream.close(constants.NGHTTP2_NO_ERROR);
}
