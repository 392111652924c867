// `npm run verify`: every rule of the house that a machine can check. Prints one line a check and ends with 1 when any fails.
import { spawnSync } from "node:child_process";

const CHECKS = [
  ["schema engine and client", "npx", ["turbo", "run", "generate", "--output-logs=errors-only"]],
  ["lint, format, boundaries, cycles, file length", "npx", ["biome", "check", "."]],
  ["types", "npx", ["turbo", "run", "typecheck", "--output-logs=errors-only"]],
  ["types of scripts, tests and benchmarks", "npx", ["tsc", "--noEmit", "-p", "tsconfig.json"]],
  ["dead code and dependencies", "npx", ["knip"]],
  ["migration matches the schema", "node", ["scripts/migration.mjs", "--check"]],
  ["every endpoint of the protocol, in each version", "npx", ["tsx", "scripts/coverage.ts"]],
  ["docs/compatibility.md matches the registry", "npx", ["tsx", "scripts/compatibility.ts", "--check"]],
  ["openapi.json matches the registry", "npx", ["tsx", "scripts/openapi.ts", "--check"]],
  ["the two floors of core", "node", ["scripts/floors.mjs"]],
];

let failed = 0;
for (const [name, command, args] of CHECKS) {
  const started = Date.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
  if (status !== 0) {
    failed++;
    console.log(`${stdout}\n${stderr}`.trim());
  }
}
console.log(failed === 0 ? "verify: all checks hold" : `verify: ${failed} of ${CHECKS.length} checks failed`);
process.exit(failed === 0 ? 0 : 1);
