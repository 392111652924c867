// `npm test`: every test of the project, part by part. Prints each runner's own closing lines and, last, `N passed, N failed` for the whole.
//   npm test                all parts          npm test -- unit sdk     some          npm test -- --list
// Without Python, a browser or a Docker engine a part is left out with one line that says how to get it; with CI=true that is a failure.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBrowser } from "./browser.mjs";
import { clusterLacks, startCluster } from "./cluster.mjs";
import { elasticsearchLacks, startElasticsearch } from "./elasticsearch.mjs";
import { engineLacks, startEngine } from "./engine.mjs";
import { contractLacks, NO_PYTHON, python, venv } from "./python.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const CI = process.env.CI === "true";
const scratch = mkdtempSync(join(tmpdir(), "limpid-test-"));
const browser = findBrowser();
const nginx = spawnSync("nginx", ["-v"]).status === 0;
const NO_NGINX = "nginx is not installed (Debian: apt-get install nginx-light)";
const NO_BROWSER =
  "no Chromium was found: set CHROMIUM_PATH, or install one (Debian: apt-get install chromium-headless-shell)";

/** name · what it covers · what it lacks here, if anything · how to run it and count. */
const PARTS = [
  { name: "unit", about: "unit, property, conformance and endpoint tests", run: () => vitest() },
  {
    name: "exchanges",
    about: "recorded exchanges replayed against a running server",
    lacks: python ? null : NO_PYTHON,
    run: () => counted(python, ["test/exchanges.py"]),
  },
  {
    name: "contract",
    about: "openapi.json by schemathesis against a running server",
    lacks: contractLacks,
    run: () => counted(venv(".venv-contract"), ["test/contract/suite.py"]),
  },
  { name: "sdk", about: "programs of the real SDK", lacks: python ? null : NO_PYTHON, run: sdk },
  { name: "agent", about: "runs by the real agent", lacks: python ? null : NO_PYTHON, run: agent },
  {
    name: "services",
    about:
      "agent services on a real Docker engine: the launcher's conformance, runs by the real SDK, restarts, a browser",
    lacks: python ? (browser ? engineLacks : NO_BROWSER) : NO_PYTHON,
    run: services,
  },
  {
    name: "kubernetes",
    about: "the launcher's conformance on a real cluster; when it is named, and in CI",
    lacks: clusterLacks,
    onlyNamed: !CI,
    run: kubernetes,
  },
  {
    name: "elasticsearch",
    about: "the event store's conformance and faults on a real Elasticsearch; when it is named, and in CI",
    lacks: elasticsearchLacks,
    onlyNamed: !CI,
    run: elasticsearch,
  },
  {
    name: "e2e",
    about: "the web UI in a real browser",
    lacks: python ? (browser ? null : NO_BROWSER) : NO_PYTHON,
    run: e2e,
  },
  {
    name: "addresses",
    about: "sub-domains behind nginx and one address for everything, with the SDK",
    lacks: python ? (nginx ? null : NO_NGINX) : NO_PYTHON,
    run: () => counted("npx", ["tsx", "test/addresses.ts", venv()]),
  },
  {
    name: "crash",
    about: "kill -9 of each process of a whole Limpid while clients write",
    run: () => counted("npx", ["tsx", "test/crash.ts"]),
  },
  {
    name: "faults",
    about:
      "kill -9 at random moments of ingest and compaction, then everything is counted (npm run faults: 100 rounds)",
    run: () => counted("npx", ["tsx", "test/faults/main.ts", "--rounds", "15"]),
  },
  {
    name: "clone",
    about: "npm start in a fresh clone as an ordinary user (commit first: it takes what is committed)",
    run: () => counted(process.execPath, ["scripts/fresh-clone.mjs"]),
  },
];

const asked = process.argv.slice(2);
if (asked.includes("--list")) {
  for (const part of PARTS)
    console.log(`${part.name.padEnd(13)} ${part.about}${part.lacks ? ` (left out here: ${part.lacks})` : ""}`);
  process.exit(0);
}

let passed = 0;
let failed = 0;
const leftOut = [];
await command("npx", ["turbo", "run", "generate", "--output-logs=errors-only"]);
for (const part of PARTS.filter(({ name, onlyNamed }) => (asked.length === 0 ? !onlyNamed : asked.includes(name)))) {
  if (part.lacks) {
    leftOut.push(`left out: ${part.name} (${part.about}): ${part.lacks}`);
    if (CI) failed++;
    continue;
  }
  console.log(`\n── ${part.name}: ${part.about}`);
  const started = Date.now();
  const count = await part.run().catch((error) => {
    console.error(error);
    return { passed: 0, failed: 1 };
  });
  passed += count.passed;
  failed += count.failed;
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`${part.name}: ${count.passed} passed, ${count.failed} failed (${seconds} s)`);
}
rmSync(scratch, { recursive: true, force: true });
for (const line of leftOut) console.log(line);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

async function vitest(options = [], env = {}) {
  const report = join(scratch, "vitest.json");
  rmSync(report, { force: true });
  const status = await command(
    "npx",
    ["vitest", "run", ...options, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
    { env },
  );
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, "utf8"));
  const broken = status !== 0 && numFailedTests === 0 ? Math.max(1, numFailedTestSuites) : 0;
  return { passed: numPassedTests, failed: numFailedTests + broken };
}

function sum(counts) {
  return counts.reduce((all, one) => ({ passed: all.passed + one.passed, failed: all.failed + one.failed }));
}

/** On the engine that answers, or one that is started for it and ended afterwards. */
async function services() {
  const { env, stop } = startEngine();
  try {
    const counts = [
      await vitest(["--config", "apps/agent-services/engines/vitest.config.ts"], env),
      await counted(venv(), ["test/services/suite.py"], env),
      await counted("npx", ["tsx", "test/services/restarts.ts"], env),
      await playwright(["services.spec.ts"], { ...env, LIMPID_E2E_ENGINE: "1" }),
    ];
    return sum(counts);
  } finally {
    stop();
  }
}

async function kubernetes() {
  const { env, stop } = startCluster();
  try {
    return await vitest(["--config", "apps/agent-services/engines/vitest.config.ts"], env);
  } finally {
    stop();
  }
}

async function elasticsearch() {
  const { env, stop } = startElasticsearch();
  try {
    return sum([
      await vitest(["--config", "packages/event-store/engines/vitest.config.ts"], env),
      await counted("npx", ["tsx", "test/faults/main.ts", "--engine", "elasticsearch", "--rounds", "10"], env),
    ]);
  } finally {
    stop();
  }
}

/** The programs under test/sdk with the real SDK, in a virtual environment that is made once. */
async function sdk() {
  return counted(venv(), ["test/sdk/suite.py"]);
}

/** The programs under test/agent; one of them installs packages, as an agent does for every run. */
async function agent() {
  return counted(venv(), ["test/agent/suite.py"]);
}

async function e2e() {
  return playwright([], { LIMPID_TEST_PYTHON: venv() });
}

async function playwright(files, env) {
  if ((await command(process.execPath, ["apps/cli/bin/limpid.mjs", "build"])) !== 0) return { passed: 0, failed: 1 };
  const report = join(scratch, "playwright.json");
  rmSync(report, { force: true });
  const status = await command("npx", ["playwright", "test", ...files], {
    cwd: join(ROOT, "apps/web"),
    env: { CHROMIUM_PATH: browser, ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  });
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky, skipped } = JSON.parse(readFileSync(report, "utf8")).stats;
  const bad = unexpected + flaky + skipped;
  return { passed: expected, failed: status !== 0 && bad === 0 ? 1 : bad };
}

/** Runs a program whose last line is `N passed, N failed`. */
async function counted(program, args, env = {}) {
  let output = "";
  const status = await command(program, args, { env, onOutput: (text) => (output = (output + text).slice(-2000)) });
  const match = [...output.matchAll(/(\d+) passed, (\d+) failed/g)].at(-1);
  if (!match) return { passed: 0, failed: 1 };
  return { passed: Number(match[1]), failed: status === 0 ? Number(match[2]) : Math.max(1, Number(match[2])) };
}

function command(program, args, { cwd = ROOT, env = {}, onOutput } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", onOutput ? "pipe" : "inherit", "inherit"],
    });
    child.stdout?.on("data", (chunk) => {
      process.stdout.write(chunk);
      onOutput?.(String(chunk));
    });
    child.on("error", () => resolve(127));
    child.on("close", (status) => resolve(status ?? 1));
  });
}
