// Next's hook for errors of pages: with `quiet` (lib/console/server.ts) it tells nobody else.
import type { Instrumentation } from "next";
import { log } from "#lib/log";
import { pageErrorLine } from "#lib/page-error";

export const onRequestError: Instrumentation.onRequestError = (error, request) => {
  const { level, message, fields } = pageErrorLine(error, request);
  log[level](message, fields);
};
