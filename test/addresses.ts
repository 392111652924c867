// The set-ups of docs/deployment.md with the real SDK: sub-domains behind a real nginx with the configuration that the page shows, and one
// address for everything. `addresses.ts PYTHON` (one that has clearml). Prints one line a check and last `N passed, N failed`.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Checks, freePorts, KEY, ROOT, startLimpid } from "./limpid";

const DOMAIN = "limpid.localtest";
const python = process.argv[2]?.includes("/") ? resolve(process.argv[2]) : (process.argv[2] ?? "python3");
const scratch = await mkdtemp(join(tmpdir(), "limpid-addresses-"));
const [web = 0, api = 0, files = 0, proxy = 0] = await freePorts(4);
const checks = new Checks();

/** nginx with the blocks of the page, on our ports and our domain. */
async function startNginx(): Promise<ChildProcess> {
  const page = await readFile(join(ROOT, "docs/deployment.md"), "utf8");
  const blocks = /```nginx\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
  const servers = blocks
    .replaceAll("listen 80", `listen 127.0.0.1:${proxy}`)
    .replaceAll("limpid.example.com", DOMAIN)
    .replace("127.0.0.1:8080", `127.0.0.1:${web}`)
    .replace("127.0.0.1:8008", `127.0.0.1:${api}`)
    .replace("127.0.0.1:8081", `127.0.0.1:${files}`);
  const folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${scratch}/nginx/${name};`,
  );
  await mkdir(join(scratch, "nginx"));
  const config = join(scratch, "nginx.conf");
  await writeFile(
    config,
    `daemon off; pid ${scratch}/nginx/pid; error_log stderr error;\nevents {}\nhttp {\naccess_log off; ${folders.join(" ")}\n${servers}}\n`,
  );
  const child = spawn("nginx", ["-p", scratch, "-c", config], { stdio: "inherit" });
  for (let round = 0; round < 100 && (await status("nowhere.example", "/")) === 0; round++) await sleep(50);
  return child;
}

/** The status of a GET through the proxy under a host name; 0 when nothing answers. */
async function status(host: string, path: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve) => {
    request({ host: "127.0.0.1", port: proxy, path, headers: { host: `${host}:${proxy}`, ...headers } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on("error", () => resolve(0))
      .end();
  });
}

/** Writes a run with the SDK and reads it back; names below our domain lead to this machine. */
async function roundTrip(hosts: { web: string; api: string; files: string }): Promise<{ ok: boolean; uri: string }> {
  const home = await mkdtemp(join(scratch, "home-"));
  const names = join(scratch, "names");
  await mkdir(names, { recursive: true });
  await writeFile(
    join(names, "sitecustomize.py"),
    [
      "import socket",
      "known = socket.getaddrinfo",
      `socket.getaddrinfo = lambda host, *rest, **more: known("127.0.0.1" if str(host).endswith("${DOMAIN}") else host, *rest, **more)`,
      "",
    ].join("\n"),
  );
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    PYTHONPATH: names,
    CLEARML_WEB_HOST: hosts.web,
    CLEARML_API_HOST: hosts.api,
    CLEARML_FILES_HOST: hosts.files,
    CLEARML_API_ACCESS_KEY: KEY.access_key,
    CLEARML_API_SECRET_KEY: KEY.secret_key,
  };
  const note = join(home, "task");
  // Away from any repository: there the SDK looks for git's state in a thread while it forks, and sometimes waits for ever.
  const program = join(home, "round_trip.py");
  await copyFile(join(ROOT, "test/sdk_round_trip.py"), program);
  const run = (verb: string) =>
    spawnSync(python, [program, verb, note], {
      cwd: home,
      env,
      stdio: ["ignore", "ignore", "inherit"],
      timeout: 180_000,
    }).status === 0;
  const ok = run("write") && run("read");
  const id = await readFile(note, "utf8").catch(() => "");
  const answer = await fetch(`http://127.0.0.1:${api}/tasks.get_by_id?task=${id}`, {
    headers: { authorization: `Basic ${Buffer.from(`${KEY.access_key}:${KEY.secret_key}`).toString("base64")}` },
  });
  const { data } = (await answer.json()) as { data: { task?: { execution?: { artifacts?: Array<{ uri: string }> } } } };
  return { ok, uri: data.task?.execution?.artifacts?.[0]?.uri ?? "" };
}

/** Whether an open page's event stream comes through the proxy at once, though it never ends. */
async function isPushed(): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${api}/auth.login`, {
    headers: { authorization: `Basic ${Buffer.from(`${KEY.access_key}:${KEY.secret_key}`).toString("base64")}` },
  });
  const { data } = (await answer.json()) as { data: { token: string } };
  const host = `app.${DOMAIN}:${proxy}`;
  const cookie = `clearml_token_basic=${data.token}`;
  const input = encodeURIComponent(JSON.stringify({ topics: ["task"] }));
  return new Promise((resolve) => {
    const stream = request(
      {
        host: "127.0.0.1",
        port: proxy,
        path: `/api/trpc/changes.subscribe?input=${input}`,
        headers: { host, cookie, accept: "text/event-stream", "accept-encoding": "gzip" },
        timeout: 20_000,
      },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part: string) => {
          text += part;
          if (!/"type":"(ready|resync)"/.test(text)) return;
          stream.destroy();
          resolve(true);
        });
        answer.on("close", () => resolve(false));
      },
    );
    stream.on("timeout", () => stream.destroy()).on("error", () => resolve(false));
    stream.end();
  });
}

const sub = (name: string) => `http://${name}.${DOMAIN}:${proxy}`;
let limpid: ChildProcess | undefined;
let nginx: ChildProcess | undefined;
try {
  limpid = await startLimpid(
    scratch,
    { web, api, files },
    { LIMPID_WEB_URL: sub("app"), LIMPID_API_URL: sub("api"), LIMPID_FILES_URL: sub("files") },
  );
  nginx = await startNginx();
  checks.report((await status(`app.${DOMAIN}`, "/login")) === 200, "app. shows the log-in page");
  checks.report((await status(`api.${DOMAIN}`, "/debug.ping")) === 200, "api. answers");
  checks.report((await status(`files.${DOMAIN}`, "/")) === 200, "files. answers");
  checks.report((await status("other.example", "/")) === 404, "an unknown name is refused");
  checks.report(await isPushed(), "app. pushes what changes to open pages");

  const conf = await readFile(join(scratch, "data/clearml.conf"), "utf8");
  checks.report(
    ["app", "api", "files"].every((name) => conf.includes(sub(name))),
    "clearml.conf names the sub-domains",
  );

  const domains = await roundTrip({ web: sub("app"), api: sub("api"), files: sub("files") });
  checks.report(domains.ok, "sub-domains: the SDK writes a run and reads it back");
  checks.report(domains.uri.startsWith(sub("files")), `its artifact lies under files. (${domains.uri})`);

  const one = `http://127.0.0.1:${web}`;
  const single = await roundTrip({ web: one, api: `${one}/api`, files: `${one}/files` });
  checks.report(single.ok, "one address: the SDK writes a run and reads it back");
  checks.report(single.uri.startsWith(`${one}/files/`), `its artifact lies under /files (${single.uri})`);
} catch (error) {
  checks.report(false, error instanceof Error ? (error.stack ?? error.message) : String(error));
}
for (const child of [nginx, limpid]) {
  if (!child || child.exitCode !== null) continue;
  const ended = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGTERM");
  await ended;
}
await rm(scratch, { recursive: true, force: true });
checks.finish();
