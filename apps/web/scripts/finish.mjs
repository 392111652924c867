// Makes the standalone folder whole after `next build`: static files, public files, and our own server in place of Next's.
import { cpSync } from "node:fs";
import { build } from "esbuild";

const out = ".next/standalone/apps/web";
cpSync(".next/static", `${out}/.next/static`, { recursive: true });
cpSync("public", `${out}/public`, { recursive: true });
await build({
  entryPoints: ["src/server/main.ts"],
  outfile: `${out}/server.js`,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  external: ["next"],
  // zod is compiled in; what it may `require` is Node's own.
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  logLevel: "warning",
});
