// Which fields hold a secret, by the pointer to them; a header's value is told by its row. Small: the form's first paint has it.
// What secret-places.ts visits, as one pattern: auth-secrets.test.ts holds the two together.
export const secretField = /\/(?:token|password|clientKey|secretAccessKey|sessionToken|clientSecret|serviceAccount)$/;
