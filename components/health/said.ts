// Whose words an outcome holds: the server's, or this machine's where no answer came. Pure.

type Told = { status: string | null; message: string | null };

/** The engine begins what broke by its code, "ECONNREFUSED: connect …". */
export function brokeWords({ status, message }: Told): string | null {
  const lead = `${status}: `;
  return status !== null && message?.startsWith(lead) ? message.slice(lead.length) : null;
}
