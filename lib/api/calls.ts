// Every call of the API and every schema that they name: one file per noun in lib/api/calls/.
import type { Call } from "#lib/api/call";
import { accountCalls, accountSchemas } from "#lib/api/calls/account";
import { auditCalls, auditSchemas } from "#lib/api/calls/audit";
import { configCalls, configSchemas } from "#lib/api/calls/config";
import { consoleCalls, consoleSchemas } from "#lib/api/calls/console";
import { deliveryCalls, deliverySchemas } from "#lib/api/calls/delivery";
import { destinationCalls, destinationSchemas } from "#lib/api/calls/destination";
import { formatCalls, formatSchemas } from "#lib/api/calls/format";
import { keyCalls, keySchemas } from "#lib/api/calls/key";
import { personCalls, personSchemas } from "#lib/api/calls/person";
import { presetCalls, presetSchemas } from "#lib/api/calls/preset";
import { probeCalls, probeSchemas } from "#lib/api/calls/probe";
import { revisionCalls, revisionSchemas } from "#lib/api/calls/revision";
import { secretCalls, secretSchemas } from "#lib/api/calls/secret";
import { settingsCalls, settingsSchemas } from "#lib/api/calls/settings";
import { Problem } from "#lib/api/problem";

export const schemas = {
  ...destinationSchemas,
  ...deliverySchemas,
  ...formatSchemas,
  ...probeSchemas,
  ...presetSchemas,
  ...revisionSchemas,
  ...secretSchemas,
  ...settingsSchemas,
  ...configSchemas,
  ...keySchemas,
  ...personSchemas,
  ...accountSchemas,
  ...auditSchemas,
  ...consoleSchemas,
  Problem,
};
export type SchemaName = keyof typeof schemas;

export const calls: Call<SchemaName>[] = [
  ...destinationCalls,
  ...deliveryCalls,
  ...formatCalls,
  ...probeCalls,
  ...presetCalls,
  ...revisionCalls,
  ...secretCalls,
  ...settingsCalls,
  ...configCalls,
  ...keyCalls,
  ...personCalls,
  ...accountCalls,
  ...auditCalls,
  ...consoleCalls,
];
