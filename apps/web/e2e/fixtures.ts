import { test as base, expect, type Page } from "@playwright/test";
import { type Seeded, seed } from "../../../scripts/seed";

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: e2e/global-setup.ts sets it, or the caller beside LIMPID_E2E_URL`);
  return value;
}

/** The addresses and log-ins of the server under test. */
export const server = {
  get url() {
    return setting("LIMPID_E2E_URL");
  },
  get username() {
    return setting("LIMPID_E2E_USERNAME");
  },
  get password() {
    return setting("LIMPID_E2E_PASSWORD");
  },
};

/** Calls the wire through the web's own origin, as the SDK would: `await api("tasks.create", {…})`. @throws with the server's message. */
export async function api<Reply>(name: string, body: unknown = {}): Promise<Reply> {
  const pair = `${process.env.LIMPID_E2E_ACCESS_KEY ?? server.username}:${process.env.LIMPID_E2E_SECRET_KEY ?? server.password}`;
  const answer = await fetch(`${server.url}/api/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Basic ${Buffer.from(pair).toString("base64")}` },
    body: JSON.stringify(body),
  });
  const { meta, data } = (await answer.json()) as { meta: { result_msg: string }; data: Reply };
  if (!answer.ok) throw new Error(`${name}: ${meta.result_msg}`);
  return data;
}

/** Sends events as the SDK does. @throws with the server's answer. */
export async function addBatch(lines: readonly object[]): Promise<void> {
  const pair = `${process.env.LIMPID_E2E_ACCESS_KEY ?? server.username}:${process.env.LIMPID_E2E_SECRET_KEY ?? server.password}`;
  const answer = await fetch(`${server.url}/api/events.add_batch`, {
    method: "POST",
    headers: {
      "content-type": "application/json-lines",
      authorization: `Basic ${Buffer.from(pair).toString("base64")}`,
    },
    body: lines.map((line) => JSON.stringify(line)).join("\n"),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

/** What scripts/seed.ts makes; made by the first spec that asks. */
export function seeded(): Promise<Seeded> {
  return seed({
    api_url: `${server.url}/api`,
    files_url: setting("LIMPID_E2E_FILES_URL"),
    access_key: setting("LIMPID_E2E_ACCESS_KEY"),
    secret_key: setting("LIMPID_E2E_SECRET_KEY"),
    database_url: process.env.LIMPID_E2E_DATABASE_URL,
  });
}

/** Types the name and the password into the log-in. */
export async function logIn(page: Page, password = server.password): Promise<void> {
  await page.getByLabel("User name").fill(server.username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
}

/** A page that is logged in; the cookie is fetched once a worker. `page` alone is a stranger. */
export const test = base.extend<{ member: Page }, { cookie: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture wants
  baseURL: async ({}, use) => use(server.url),
  cookie: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture wants
    async ({}, use) => {
      const answer = await fetch(`${server.url}/session`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ username: server.username, password: server.password }),
      });
      const cookie = /clearml_token_basic=([^;]+)/.exec(answer.headers.get("set-cookie") ?? "")?.[1];
      if (!cookie) throw new Error(`The log-in gave no cookie (${answer.status})`);
      await use(cookie);
    },
    { scope: "worker" },
  ],
  member: async ({ page, cookie }, use) => {
    await page.context().addCookies([{ name: "clearml_token_basic", value: cookie, url: server.url, httpOnly: true }]);
    await use(page);
  },
});

export { expect };
