// What people see and change of their own account: browsers that are signed in, password, second factor. Pure.
import * as z from "zod";
import { roles } from "#lib/auth/permissions";

export const OwnSession = z.strictObject({
  id: z.string(),
  /** "Firefox on Linux". */
  browser: z.string(),
  since: z.string(),
  /** To some minutes. */
  lastUsedAt: z.string(),
  isCurrent: z.boolean(),
});
export type OwnSession = z.output<typeof OwnSession>;

export const OwnAccount = z.strictObject({
  email: z.string(),
  role: z.enum(roles),
  /** False: signs in through the OpenID Connect provider alone, also where passwords are switched off. */
  hasPassword: z.boolean(),
  hasTwoFactor: z.boolean(),
  recoveryCodesLeft: z.int(),
  /** That somebody with the right password tried in a row, ten at least; null = none since the password is the present one. */
  wrongCodes: z.strictObject({ count: z.int(), since: z.string() }).nullable(),
});
export type OwnAccount = z.output<typeof OwnAccount>;

const Code = z.string().max(100);

/** `code` where two-factor sign-in is on. */
export const PasswordChange = z.strictObject({ current: z.string(), password: z.string(), code: Code.optional() });
export const PasswordProof = z.strictObject({ password: z.string() });
/** `code` where two-factor sign-in is on. */
export const SignInAgain = z.strictObject({ password: z.string(), code: Code.optional() });
export const CodeProof = z.strictObject({ code: Code });
/** For what concerns the second factor itself. */
export const PasswordAndCode = z.strictObject({ password: z.string(), code: Code });

/** Told once, to be put into an authenticator app. */
export const TwoFactorKey = z.strictObject({
  /** Base32. */
  key: z.string(),
  uri: z.string(),
  /** Of the QR code of the URI: an SVG path in a square of `size`, the quiet zone included. */
  qr: z.strictObject({ size: z.int(), path: z.string() }),
});
export type TwoFactorKey = z.output<typeof TwoFactorKey>;

export const RecoveryCodes = z.strictObject({ recoveryCodes: z.array(z.string()) });
export type RecoveryCodes = z.output<typeof RecoveryCodes>;
