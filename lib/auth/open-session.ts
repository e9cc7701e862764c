// An endpoint of better-auth for us alone: opens a session for a person who has proved who they are. It has no path, so
// nothing that comes over HTTP reaches it; whoever calls it has judged the proof, and says afterwards whether it stands.
import { createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import * as z from "zod";

const Opening = z.object({ userId: z.string() });

export function openSessionPlugin() {
  return {
    id: "outspan-open-session" as const,
    endpoints: {
      openSession: createAuthEndpoint.serverOnly({ method: "POST", body: Opening }, async (context) => {
        const { internalAdapter } = context.context;
        const user = await internalAdapter.findUserById(context.body.userId);
        if (user === null) throw new Error("A session was asked for a person who is not there");
        const session = await internalAdapter.createSession(user.id, false);
        await setSessionCookie(context, { session, user }, false);
        return context.json({ sessionId: session.id });
      }),
    },
  };
}
