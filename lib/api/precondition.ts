// Strong ETags of revisions and what If-Match makes of them.
import { fail, ok, type Result } from "#lib/result";

export function etagOf(revision: number): string {
  return `"${revision}"`;
}

/** The revision the writer saw, "any" for `*`; a tag that is none of ours matches nothing. */
export function requireMatch(request: Request): Result<number | "any"> {
  const header = request.headers.get("if-match");
  if (header === null) {
    return fail(
      "precondition_required",
      "Send If-Match with the ETag that you read, or * to overwrite whatever is there",
    );
  }
  return ok(revisionOf(header));
}

/** Where If-Match is not needed but is respected. */
export function readMatch(request: Request): number | "any" {
  const header = request.headers.get("if-match");
  return header === null ? "any" : revisionOf(header);
}

function revisionOf(header: string): number | "any" {
  if (header.trim() === "*") return "any";
  const revision = /^\s*"(\d{1,15})"\s*$/.exec(header)?.[1];
  return revision === undefined ? 0 : Number(revision);
}
