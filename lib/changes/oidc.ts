// The story of a sign-in through the OpenID Connect provider: the browser leaves, comes back, and the person whom the provider named
// gets the role that their groups give, and a session. Their second factor is the provider's business.
import * as z from "zod";
import { localPath } from "#lib/auth/local-path";
import type { Oidc } from "#lib/auth/oidc";
import { emailOf, groupsOf, roleFor } from "#lib/auth/oidc-claims";
import type { Told } from "#lib/auth/oidc-provider";
import {
  type Attempted,
  attempted,
  type OidcRefusal,
  type Refused,
  refusalWords,
  refused,
} from "#lib/auth/oidc-refusal";
import { attemptKey } from "#lib/auth/sign-in-delay";
import type { Visitor } from "#lib/changes/guess";
import { type Cookies, openSession } from "#lib/changes/sign-in";
import { endSessionsByOidc, enterByOidc } from "#lib/db/oidc-person";
import { findUserByEmail } from "#lib/db/user";
import { log } from "#lib/log";
import { fail, ok, type Result } from "#lib/result";
import type { Runtime } from "#lib/runtime";

export const LeaveForOidc = z.strictObject({ next: z.string().optional() });

/** Where the browser goes, with the cookie that it takes along. */
export async function leaveForOidc(
  { oidc }: Runtime,
  { next }: z.output<typeof LeaveForOidc>,
): Promise<Result<Cookies & { url: string }>> {
  if (oidc === null) return fail("not_found", "No single sign-on is set up here");
  const left = await oidc.leave(localPath(next));
  if (left.ok) return ok({ url: left.data.url, setCookie: [left.data.setCookie] });
  tell(left, {});
  const { title, text } = refusalWords(left.refusal, oidc.settings);
  return fail("unavailable", `${title} ${text}`);
}

/** Always leads on: into the console, or back to the sign-in with the reason. */
export async function arriveFromOidc(
  runtime: Runtime,
  visitor: Visitor,
  query: URLSearchParams,
): Promise<Cookies & { location: string }> {
  const { oidc } = runtime;
  if (oidc === null) return { setCookie: [], location: "/login" };
  if (runtime.limitVisitors(attemptKey("address", visitor.address ?? "")) !== null) {
    return { setCookie: [], location: loginAfter("too_many") };
  }
  const { told, next } = await oidc.arrive(query, visitor.headers.get("cookie"));
  const opened = told.ok ? await enter(runtime, oidc, visitor, told.data) : told;
  if (!opened.ok) {
    tell(opened, { address: visitor.address });
    return { setCookie: [oidc.clear], location: loginAfter(opened.refusal, next) };
  }
  return { setCookie: [oidc.clear, ...opened.data.setCookie], location: next ?? "/destinations" };
}

/** The sign-in page with the reason, and with where it was to lead. */
export function loginAfter(refusal: OidcRefusal, next: string | null = null): string {
  return `/login?oidc=${refusal}${next === null ? "" : `&next=${encodeURIComponent(next)}`}`;
}

async function enter(runtime: Runtime, { settings }: Oidc, visitor: Visitor, told: Told): Promise<Attempted<Cookies>> {
  const email = emailOf(told.claims);
  const role = roleFor(groupsOf(told.claims, settings.groupsClaim) ?? [], settings.roles);
  const { issuer, subject } = told;
  const entered =
    role === null
      ? refused("no_group")
      : await enterByOidc(runtime.database, { issuer, subject, email, role }, runtime.now());
  if (role === null) await endSessionsByOidc(runtime.database, { issuer, subject }, runtime.now());
  if (!entered.ok) {
    await note(runtime, visitor, email?.address ?? "", entered.refusal);
    return refused(entered.refusal);
  }
  const { user, keptAdmin } = entered;
  if (keptAdmin)
    log.warn("The last admin stays one, though their groups give another role", { person: user.email, role });
  const opened = await openSession(runtime, visitor, user.id, { by: "oidc" });
  return opened.ok ? attempted(opened.data) : refused("deactivated");
}

async function note(
  { database, noteRefusal }: Runtime,
  { address }: Visitor,
  email: string,
  refusal: OidcRefusal,
): Promise<void> {
  const user = await findUserByEmail(database, email);
  await noteRefusal({ reason: `OIDC: ${refusal}`, address, email, isAccount: user !== null });
}

function tell({ refusal, note: code }: Refused, fields: Record<string, unknown>): void {
  log.warn("A sign-in through the provider came to nothing", { reason: refusal, code: code ?? null, ...fields });
}
