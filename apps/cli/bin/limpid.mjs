#!/usr/bin/env node
// Runs before anything is installed: plain Node, no packages. Everything else is in ../src, bundled to ../dist.
import { nodeProblem } from "./node-version.mjs";

const problem = nodeProblem(process.versions.node);
if (problem) {
  console.error(`limpid: ${problem}`);
  process.exit(1);
}
const { prepare } = await import("./prepare.mjs");
await prepare(process.argv[2]);
const { main } = await import("../dist/main.mjs");
process.exitCode = await main(process.argv.slice(2));
