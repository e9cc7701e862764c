// What one call of the API is, as the OpenAPI document tells it: its method and path, what it takes and answers, how it fails.
import * as z from "zod";

export type Call<Name extends string = string> = {
  method: "get" | "post" | "put" | "patch" | "delete";
  path: string;
  summary: string;
  isPublic?: true;
  /** The actions of the pages that do the same. */
  actions?: readonly string[];
  body?: Name;
  isBodyOptional?: true;
  /** Parameters of the query, all optional. */
  query?: Record<string, object>;
  ifMatch?: "required" | "optional";
  status: 200 | 201 | 204;
  answer?: Name;
  /** One of these a line, as NDJSON. */
  lines?: Name;
  /** The content type of an answer that is no JSON. */
  bytes?: string;
  errors: number[];
};

/** A list as every call answers it. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), next: z.string().nullable() });
}
