// How long an account's email and password may be: the settings, the set-up and the sign-in agree on it. Pure.

export const emailLengthMax = 254;
export const passwordLengthMin = 12;
export const passwordLengthMax = 128;
