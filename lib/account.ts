// How long an account's email and password may be, and what is an email: the settings, the set-up and the sign-in agree on it. Pure.
import * as z from "zod";

export const emailLengthMax = 254;
export const passwordLengthMin = 12;
export const passwordLengthMax = 128;

export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(emailLengthMax, `Use at most ${emailLengthMax} characters`)
  .pipe(z.email("Enter an email address, such as you@example.com"));

export const Password = z
  .string()
  .min(passwordLengthMin, `Use ${passwordLengthMin} characters or more`)
  .max(passwordLengthMax, `Use at most ${passwordLengthMax} characters`);
