// Bundles the app in the current folder to dist/ (or to the folder given): our own workspace code goes in, npm packages stay outside.
// Every src/*.main.ts and src/main.ts is an entry.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";

const outdir = resolve(process.argv[2] ?? "dist");
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

/** Packages of npm are found in node_modules at run time; @limpid/* are TypeScript sources and belong into the bundle. */
const packagesOutside = {
  name: "packages-outside",
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === "entry-point" || path.startsWith("@limpid/") ? undefined : { path, external: true },
    );
  },
};

const source = resolve("src");
rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: readdirSync(source)
    .filter((name) => name === "main.ts" || name.endsWith(".main.ts"))
    .map((name) => ({ in: join(source, name), out: name.slice(0, -".ts".length) })),
  outdir,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  splitting: true,
  platform: "node",
  target: "node20",
  format: "esm",
  sourcemap: "linked",
  sourcesContent: false,
  define: { LIMPID_VERSION: JSON.stringify(version) },
  plugins: [packagesOutside],
  logLevel: "warning",
});
