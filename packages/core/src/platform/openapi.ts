import { z } from "zod";
import type { AnyEndpoint } from "./endpoint";
import type { Registry } from "./registry";
import { API_VERSION } from "./version";

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 description of every endpoint that clients may call, the newest definition of each name (older ones are named in `x-versions`). */
export function openApi(registry: Registry, server: { readonly url: string; readonly version: string }): Json {
  const newest = new Map<string, AnyEndpoint>();
  const versions = new Map<string, string[]>();
  for (const endpoint of registry.all()) {
    if (!newest.has(endpoint.name)) newest.set(endpoint.name, endpoint);
    versions.set(endpoint.name, [...(versions.get(endpoint.name) ?? []), endpoint.since ?? ""]);
  }
  const names = [...newest.keys()].sort();
  return {
    openapi: "3.1.0",
    info: {
      title: "Limpid",
      version: server.version,
      description: `The ClearML API, version ${API_VERSION}. Any method is accepted; a JSON body may come with GET.`,
    },
    servers: [{ url: server.url }],
    security: LOGINS,
    tags: registry.services.map(({ name }) => ({ name })),
    paths: Object.fromEntries(names.flatMap((name) => operation(newest.get(name), versions.get(name) ?? []))),
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
        basic: { type: "http", scheme: "basic", description: "Access key and secret key, or user name and password" },
        cookie: { type: "apiKey", in: "cookie", name: "clearml_token_basic" },
      },
      schemas: { Meta: META },
      responses: {
        Error: {
          description: "Error: `meta` says which",
          content: { "application/json": { schema: envelope({ type: "object" }) } },
        },
      },
    },
  };
}

const LOGINS: readonly Json[] = [{ bearer: [] }, { basic: [] }, { cookie: [] }];
const FAILURE: Json = { $ref: "#/components/responses/Error" };

const META: Json = {
  type: "object",
  required: ["id", "trx", "endpoint", "result_code", "result_subcode", "result_msg"],
  properties: {
    id: { type: "string" },
    trx: { type: "string" },
    endpoint: { type: "object" },
    result_code: { type: "integer" },
    result_subcode: { type: "integer" },
    result_msg: { type: "string" },
    error_stack: { type: ["string", "null"] },
    error_data: { type: "object" },
  },
};

function operation(endpoint: AnyEndpoint | undefined, versions: readonly string[]): Array<[string, Json]> {
  if (!endpoint) return [];
  const body = schema(endpoint.request, "input");
  const media =
    endpoint.kind === "batch"
      ? { "application/json-lines": { schema: body }, "application/json": { schema: body } }
      : { "application/json": { schema: body } };
  return [
    [
      `/${endpoint.name}`,
      {
        post: {
          operationId: endpoint.name,
          tags: [endpoint.name.split(".")[0]],
          summary: endpoint.summary,
          "x-versions": versions,
          "x-roles": typeof endpoint.auth === "string" ? [endpoint.auth] : endpoint.auth,
          ...security(endpoint),
          requestBody: { content: media },
          responses: {
            "200": { description: "OK", content: replyOf(endpoint) },
            "400": FAILURE,
            ...(endpoint.auth === "none" ? {} : { "401": FAILURE, "403": FAILURE }),
            default: FAILURE,
          },
        },
      },
    ],
  ];
}

/** What an endpoint's log-in is, where it is not {@link LOGINS}. */
function security({ auth }: AnyEndpoint): Json {
  if (auth === "none") return { security: [] };
  return auth === "optional" ? { security: [{}, ...LOGINS] } : {};
}

function replyOf(endpoint: AnyEndpoint): Json {
  const reply = schema(endpoint.response, "output");
  return endpoint.media ? { [endpoint.media]: { schema: reply } } : { "application/json": { schema: envelope(reply) } };
}

function envelope(data: Json): Json {
  return {
    type: "object",
    required: ["meta", "data"],
    properties: { meta: { $ref: "#/components/schemas/Meta" }, data },
  };
}

function schema(type: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...json } = z.toJSONSchema(type, { io, unrepresentable: "any", target: "draft-2020-12" }) as Json;
  return json;
}
