// Calls about the console itself.
import * as z from "zod";
import type { Call } from "#lib/api/call";

export const consoleSchemas = {
  Health: z.strictObject({
    status: z.enum(["ok", "unavailable"]),
    engine: z.enum(["running", "stopped"]),
    engineAbsences: z.int(),
  }),
  Live: z.strictObject({ status: z.literal("ok") }),
};

export const consoleCalls: Call<keyof typeof consoleSchemas>[] = [
  {
    method: "get",
    path: "/health",
    summary: "Whether it is ready",
    isPublic: true,
    status: 200,
    answer: "Health",
    errors: [503],
  },
  {
    method: "get",
    path: "/health/live",
    summary: "Whether it answers at all",
    isPublic: true,
    status: 200,
    answer: "Live",
    errors: [],
  },
  { method: "get", path: "/openapi.json", summary: "This document", isPublic: true, status: 200, errors: [] },
];
