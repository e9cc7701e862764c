// The OpenAPI document, generated from the schemas that routes parse with. Describes exactly the calls that exist.
import * as z from "zod";
import type { Call } from "#lib/api/call";
import { calls, type SchemaName, schemas } from "#lib/api/calls";

export function openApiDocument() {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const call of calls) {
    paths[call.path] = { ...paths[call.path], [call.method]: operationOf(call) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Outspan",
      version: "1",
      description:
        "Unknown keys are 422 at their path. Secrets read as null; null written means keep. Lists are {items, next}. A stale If-Match is 409. A method that a path does not have is 405 with code invalid and Allow.",
    },
    servers: [{ url: "/api/v1" }],
    security: [{ apiKey: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer" },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "outspan.session_token",
          description: "Over https: __Host-outspan.session_token",
        },
      },
      schemas: componentSchemas(),
    },
  };
}

/** `io: "input"`: what a client writes; the wire schemas have no transforms, so it is what it reads too. */
function componentSchemas(): Record<string, unknown> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const written = z.toJSONSchema(registry, { io: "input", uri: (id) => `#/components/schemas/${id}` });
  // What several schemas share (any JSON value) stands in a document of its own: OpenAPI wants it beside the others.
  const text = JSON.stringify(written.schemas).replaceAll("/__shared#/$defs/", "/Shared_");
  const { __shared: shared, ...named } = z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .parse(JSON.parse(text));
  const inner = Object.entries(shared?.$defs ?? {}).map(([id, schema]) => [`Shared_${id}`, schema]);
  const own = Object.entries(named).map(([id, { $schema: _schema, $id: _id, ...rest }]) => [id, rest]);
  return Object.fromEntries([...own, ...inner]);
}

function operationOf(call: Call<SchemaName>) {
  const parameters = [];
  for (const [, name] of call.path.matchAll(/\{(\w+)\}/g)) {
    parameters.push({ name, in: "path", required: true, schema: { type: "string" } });
  }
  for (const [name, schema] of Object.entries(call.query ?? {})) {
    parameters.push({ name, in: "query", required: false, schema });
  }
  if (call.ifMatch !== undefined) {
    const required = call.ifMatch === "required";
    parameters.push({ name: "If-Match", in: "header", required, schema: { type: "string" } });
  }
  return {
    summary: call.summary,
    operationId: `${call.method} ${call.path}`.replace(/[^a-z]+/gi, "_").replace(/_$/, ""),
    ...(call.isPublic ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(call.body === undefined
      ? {}
      : {
          requestBody: {
            required: call.isBodyOptional !== true,
            content: { "application/json": { schema: reference(call.body) } },
          },
        }),
    responses: responsesOf(call),
  };
}

function responsesOf(call: Call<SchemaName>): Record<string, unknown> {
  const content: Record<string, unknown> = {};
  if (call.answer !== undefined) content["application/json"] = { schema: reference(call.answer) };
  if (call.lines !== undefined) content["application/x-ndjson"] = { schema: reference(call.lines) };
  if (call.bytes !== undefined) content[call.bytes] = { schema: { type: "string", format: "binary" } };
  const responses: Record<string, unknown> = {
    [call.status]: { description: call.summary, ...(Object.keys(content).length > 0 ? { content } : {}) },
  };
  const limited = call.method === "get" ? [] : [429];
  const errors = call.isPublic ? call.errors : [401, 403, ...call.errors, ...limited, 500];
  for (const status of errors) {
    const isHealth = call.answer === "Health";
    responses[status] = {
      description: "See Problem",
      content: isHealth
        ? { "application/json": { schema: reference("Health") } }
        : { "application/problem+json": { schema: reference("Problem") } },
    };
  }
  return responses;
}

function reference(name: SchemaName): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}
