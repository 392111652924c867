import { createRequire } from "node:module";
import { dirname } from "node:path";
import fastifyStatic from "@fastify/static";
import { openApi } from "@limpid/core/platform/openapi";
import type { Registry } from "@limpid/core/platform/registry";
import type { Settings } from "@limpid/core/platform/settings";
import type { FastifyInstance } from "fastify";

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Limpid API</title>
    <link rel="stylesheet" href="docs/assets/swagger-ui.css" />
  </head>
  <body>
    <div id="api"></div>
    <script src="docs/assets/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;
const START = `SwaggerUIBundle({ url: new URL("openapi.json", document.baseURI).href, dom_id: "#api", docExpansion: "none", filter: true });\n`;
const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/** `GET /openapi.json`, and `GET /docs`, a page to browse it. */
export async function registerDocumentation(
  server: FastifyInstance,
  registry: Registry,
  settings: Settings,
): Promise<void> {
  const document = JSON.stringify(openApi(registry, { url: settings.api_url, version: settings.server_version }));
  const assets = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  server.get("/openapi.json", async (_request, reply) => reply.type("application/json").send(document));
  server.get("/docs", async (_request, reply) =>
    reply.type("text/html").header("content-security-policy", POLICY).send(PAGE),
  );
  server.get("/docs/start.js", async (_request, reply) => reply.type("text/javascript").send(START));
  await server.register(fastifyStatic, { root: assets, prefix: "/docs/assets/", index: false, decorateReply: false });
}
