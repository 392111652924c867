// The newcomer's way: a fresh clone of this repository, `npm start` as an ordinary user, log in, Ctrl-C, and once more. Takes minutes
// (npm ci and a whole build). Prints one line a check and last `N passed, N failed`.
import { execFileSync, spawn } from "node:child_process";
import { chownSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("..", import.meta.url));
const isRoot = process.getuid?.() === 0;
/** Root becomes `nobody` for the whole test. */
const account = isRoot ? { uid: 65534, gid: 65534 } : { uid: process.getuid?.(), gid: process.getgid?.() };
const scratch = mkdtempSync(join(tmpdir(), "limpid-clone-"));
const clone = join(scratch, "limpid");
const home = join(scratch, "home");
let passed = 0;
let failed = 0;

async function check(what, work) {
  try {
    await work();
    passed++;
    console.log(`ok      ${what}`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${what}: ${error.message}`);
  }
}

function same(got, wanted) {
  if (got !== wanted) throw new Error(`got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`);
}

const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** This machine's way to the npm registry, for the other account. */
function npmEnvironment() {
  const setting = (name) => execFileSync("npm", ["config", "get", name], { encoding: "utf8" }).trim();
  const userconfig = setting("userconfig");
  if (existsSync(userconfig)) {
    copyFileSync(userconfig, join(home, ".npmrc"));
    chownSync(join(home, ".npmrc"), account.uid, account.gid);
  }
  return { npm_config_registry: setting("registry"), npm_config_cache: join(scratch, "cache") };
}

const ports = { WEB: await freePort(), API: await freePort(), FILES: await freePort() };

/** `npm start` in the clone; resolves when it runs. */
async function start(env, patience) {
  const child = spawn("npm", ["start"], {
    cwd: clone,
    env,
    ...account,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  const ended = new Promise((resolve) => child.once("close", resolve));
  for (const deadline = Date.now() + patience; !output.includes("is running"); await sleep(50)) {
    if (child.exitCode !== null || Date.now() > deadline) {
      if (child.exitCode === null) process.kill(-child.pid, "SIGKILL");
      throw new Error(`npm start did not come up:\n${output.slice(-4000)}`);
    }
  }
  return {
    output: () => output,
    // As a terminal does: to everybody in the foreground, npm included.
    interrupt: async () => {
      process.kill(-child.pid, "SIGINT");
      await ended;
      return output;
    },
  };
}

try {
  mkdirSync(home);
  execFileSync("git", ["clone", "--quiet", "--no-hardlinks", repository, clone], { stdio: "inherit" });
  if (isRoot) execFileSync("chown", ["-R", `${account.uid}:${account.gid}`, scratch]);
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    ...(process.env.NODE_EXTRA_CA_CERTS ? { NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS } : {}),
    ...npmEnvironment(),
    ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [`LIMPID_${name}_PORT`, String(port)])),
  };
  let began = Date.now();
  const first = await start(env, 900_000);
  console.log(`first start: ${((Date.now() - began) / 1000).toFixed(0)} s`);
  const password = /Log in as\s+admin\s+(\S+)/.exec(first.output())?.[1];
  const conf = join(clone, "data/clearml.conf");

  await check("every address answers", async () => {
    for (const port of Object.values(ports)) same((await fetch(`http://127.0.0.1:${port}/health`)).status, 200);
  });
  await check("clearml.conf is the owner's alone", () => {
    same(statSync(conf).mode & 0o777, 0o600);
    same(statSync(conf).uid, account.uid);
  });
  const text = readFileSync(conf, "utf8");
  const key = /access_key: "(.*)"/.exec(text)?.[1];
  const secret = /secret_key: "(.*)"/.exec(text)?.[1];
  const login = async (name, word) => {
    const authorization = `Basic ${Buffer.from(`${name}:${word}`).toString("base64")}`;
    return (await fetch(`http://127.0.0.1:${ports.API}/auth.login`, { method: "POST", headers: { authorization } }))
      .status;
  };
  await check("its key is good at the API, and a wrong one is not", async () => {
    same(await login(key, secret), 200);
    same(await login(key, "wrong"), 401);
  });
  await check("the printed password is good", async () => same(await login("admin", password), 200));
  await check("the web UI shows its log-in page", async () => {
    const page = await fetch(`http://127.0.0.1:${ports.WEB}/`);
    same(page.status, 200);
    same(/<html/i.test(await page.text()), true);
  });
  await check("Ctrl-C stops all of it", async () => {
    same(/Stopped\.\s*$/.test(await first.interrupt()), true);
    for (const port of Object.values(ports))
      same(
        await fetch(`http://127.0.0.1:${port}/health`).then(
          () => "answers",
          () => "gone",
        ),
        "gone",
      );
  });
  await check("the second start takes seconds, keeps everything and shows no secret", async () => {
    began = Date.now();
    const second = await start(env, 60_000);
    const seconds = (Date.now() - began) / 1000;
    console.log(`second start: ${seconds.toFixed(1)} s`);
    same(seconds < 30, true);
    same(second.output().includes(password), false);
    same(readFileSync(conf, "utf8"), text);
    same(await login(key, secret), 200);
    await second.interrupt();
  });
} catch (error) {
  failed++;
  console.log(`FAILED  ${error.message}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
