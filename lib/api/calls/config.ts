// Calls about the configuration as a whole.
import { type Call, listOf } from "#lib/api/call";
import { ConfigChange } from "#lib/provision/change";
import { ConfigFile } from "#lib/provision/schema";

export const configSchemas = { ConfigFile, ConfigChangeList: listOf(ConfigChange) };

export const configCalls: Call<keyof typeof configSchemas>[] = [
  {
    method: "get",
    path: "/config",
    summary: "All that is set, as a configuration file; secrets are references to variables",
    status: 200,
    bytes: "application/yaml",
    errors: [],
  },
  {
    method: "put",
    path: "/config",
    summary: "Add and change what it names, and nothing else; what changed",
    body: "ConfigFile",
    status: 200,
    answer: "ConfigChangeList",
    errors: [413, 422],
  },
  {
    method: "post",
    path: "/config/difference",
    summary: "What applying it would change; where a file is kept, what this file would change in its place",
    body: "ConfigFile",
    status: 200,
    answer: "ConfigChangeList",
    errors: [413, 422],
  },
];
