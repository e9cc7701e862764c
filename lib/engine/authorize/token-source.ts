// One access token for all who need it: kept, renewed before its end, one request for it at a time. Knows no protocol.
import type { TokenSeen } from "#lib/otlp/observation";

/** `token` is null when none was granted: `seen` says why. `proof` is what it was asked for with, where it is secret and made for it. */
export type TokenReply = { token: string | null; seen: TokenSeen; proof?: string };

export type TokenSource = {
  current(ask: () => Promise<TokenReply>): Promise<TokenReply>;
  /** This token was refused. True: it is not handed out again. Not so soon after another one: that one was no better. */
  drop(token: string): boolean;
};

/** Of a token whose server does not say how long it lives. */
const usualLifeS = 300;
/** Shorter lives would have it asked for with every request; longer ones are a year in seconds, or a number that is none. */
const lifeMinS = 10;
const lifeMaxS = 86_400;
const slackS = 60;
/** How long a failure stands, so that whoever waits does not ask in a row. */
const failureMs = 1000;
/** The same while an older token still serves, and nobody waits. */
const renewAgainMs = 10_000;

/** Between two tokens that were refused. */
const dropAgainMs = 10_000;

type Held = { reply: TokenReply & { token: string }; renewAtMs: number; endsAtMs: number };

export function createTokenSource(nowMs: () => number): TokenSource {
  let held: Held | null = null;
  let failed: { reply: TokenReply; atMs: number } | null = null;
  let asking: Promise<TokenReply> | null = null;
  let droppedAtMs: number | null = null;

  function ask(from: () => Promise<TokenReply>): Promise<TokenReply> {
    // A clock that was set back is no reason to wait for it.
    if (failed !== null && Math.abs(nowMs() - failed.atMs) < failureMs) return Promise.resolve(failed.reply);
    asking ??= from()
      .then(keep)
      .finally(() => {
        asking = null;
      });
    return asking;
  }

  function keep(reply: TokenReply): TokenReply {
    const { token, seen } = reply;
    const atMs = nowMs();
    if (token === null) failed = { reply, atMs };
    else {
      failed = null;
      const lifeS = Math.min(Math.max(seen.expiresInS ?? usualLifeS, lifeMinS), lifeMaxS);
      // 80 % of its life or a minute before its end, whichever is earlier; of a short one at least half.
      const renewS = Math.max(Math.min(lifeS * 0.8, lifeS - slackS), lifeS / 2);
      held = { reply: { ...reply, token }, renewAtMs: atMs + renewS * 1000, endsAtMs: atMs + lifeS * 1000 };
    }
    return reply;
  }

  return {
    async current(from) {
      const now = nowMs();
      if (held === null || now >= held.endsAtMs) return ask(from);
      // The one there is still good while another is on its way, also where that one does not come.
      if (now >= held.renewAtMs) {
        held.renewAtMs = now + renewAgainMs;
        // Nobody waits for it; a bug of ours is thrown to who does when this token has ended.
        ask(from).catch(() => undefined);
      }
      return held.reply;
    },
    drop(token) {
      if (held?.reply.token !== token) return true;
      const now = nowMs();
      if (droppedAtMs !== null && Math.abs(now - droppedAtMs) < dropAgainMs) return false;
      droppedAtMs = now;
      held = null;
      return true;
    },
  };
}
