import { request } from "node:http";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Running, startServer } from "./running";

let server: Running;
let cookie: string;
beforeAll(async () => {
  server = await startServer({ bodyLimit: 1_000_000 });
  const login = await server.call("auth.login");
  cookie = `clearml_token_basic=${login.data.token}`;
});
afterAll(() => server.close());

/** What fetch cannot send: a GET with a body, or headers that it reserves. */
function raw(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      server.url + path,
      {
        method,
        headers: { ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }), ...headers },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

describe("bodies", () => {
  it.each(["GET", "PUT", "DELETE", "PATCH", "POST"])("reads the JSON body of %s", async (method) => {
    const answer = await raw(
      method,
      "/projects.get_all",
      { authorization: server.root },
      '{"name":"no such project","only_fields":["id"]}',
    );
    expect(JSON.parse(answer.body.toString()).data.projects).toEqual([]);
  });

  const long = "x".repeat(1_000_001);
  it.each([
    ["projects.get_all", "application/json", `{"name":"${long}"}`],
    ["events.add", "application/json", `{"type":"plot","plot_str":"${long}"}`],
    ["events.add_batch", "application/json-lines", '{"type":"log"}\n'.repeat(100_000)],
  ])("of %s as %s answer 413 in an envelope when they are over the limit", async (call, type, body) => {
    const answer = await raw("POST", `/${call}`, { authorization: server.root, "content-type": type }, body);
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body.toString()).meta.result_code).toBe(413);
  });

  it("reads JSON whatever the content type says, even one that is none", async () => {
    for (const type of [";;;", "text/plain", 'application/json; charset="x']) {
      const headers = { authorization: server.root, "content-type": type };
      const answer = await raw("POST", "/projects.get_all", headers, '{"name":"no such project","only_fields":["id"]}');
      expect([type, JSON.parse(answer.body.toString()).data.projects]).toEqual([type, []]);
    }
  });

  it("answers 415 to an encoded body, as plain text", async () => {
    const headers = { authorization: server.root, "content-encoding": "gzip" };
    const answer = await raw("POST", "/projects.get_all", headers, "{}");
    expect([answer.status, answer.headers["content-type"]]).toEqual([415, "text/plain"]);
  });

  it("names the field that has the wrong type", async () => {
    const answer = await server.call("tasks.get_by_id", { task: 5 });
    expect([answer.status, answer.meta.result_subcode]).toEqual([400, 12]);
    expect(answer.meta.result_msg).toContain("task");
  });

  it("compresses long answers for those who ask", async () => {
    const answer = await raw("GET", "/openapi.json", { "accept-encoding": "gzip" });
    expect(answer.headers["content-encoding"]).toBe("gzip");
    expect(JSON.parse(gunzipSync(answer.body).toString()).openapi).toMatch(/^3\.1/);
  });
});

describe("paths and methods", () => {
  it.each([
    ["GET", "/%zz", 400],
    ["GET", "/tasks", 400],
    ["GET", "/v2/tasks.get_all", 400],
    ["PROPFIND", "/tasks.get_all", 404],
    ["GET", "/tasks.no_such_call", 404],
  ])("%s %s is a %i in an envelope", async (method, path, status) => {
    const answer = await raw(method, path, { authorization: server.root, "x-clearml-trx": "mine" });
    expect(answer.status).toBe(status);
    const { meta, data } = JSON.parse(answer.body.toString());
    expect(meta).toMatchObject({ result_code: status, result_subcode: 0, trx: "mine", error_stack: null });
    expect(data).toEqual({});
  });

  it("OPTIONS is answered before anything is asked", async () => {
    const answer = await raw("OPTIONS", "/tasks.get_all", {});
    expect([answer.status, answer.body.length]).toEqual([200, 0]);
  });
});

describe("log-ins", () => {
  it("are refused with 429 and the seconds to wait after too many wrong ones", async () => {
    const authorization = `Basic ${Buffer.from("nobody:wrong").toString("base64")}`;
    const login = () => server.call("auth.login", {}, { authorization });
    for (let failure = 0; failure <= 10; failure++) expect((await login()).status).toBe(401);
    const refused = await login();
    expect([refused.status, refused.meta.result_code]).toEqual([429, 429]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await server.call("auth.login")).status).toBe(200);
  });

  it("with name and password open a session that ends with the log-out, cookie and all", async () => {
    const authorization = `Basic ${Buffer.from(`${server.username}:${server.password}`).toString("base64")}`;
    const { data } = await server.call("auth.login", {}, { authorization });
    const session = { cookie: `clearml_token_basic=${data.token}` };
    expect((await server.call("users.get_current_user", {}, session)).data.user).toMatchObject({ role: "root" });
    const ended = await server.call("login.logout", {}, session);
    expect(ended.headers.get("set-cookie")).toMatch(/^clearml_token_basic=; Expires=Thu, 01 Jan 1970 .*; Max-Age=0; /);
    const after = await server.call("users.get_current_user", {}, session);
    expect([after.status, after.meta.result_subcode]).toEqual([401, 30]);
    expect((await server.call("login.logout", {}, session)).status).toBe(200);
  });

  it("of the web app's own calls are not for strangers' programs", async () => {
    expect((await server.call("users.get_accounts")).status).toBe(404);
    expect((await server.call("auth.change_password")).status).toBe(404);
  });
});

describe("the session cookie", () => {
  const call = (headers: Record<string, string>, name = "tasks.create") =>
    server.call(name, { name: "by cookie", type: "training" }, { cookie, ...headers });

  it("is taken from the web UI's own origin and from programs", async () => {
    expect((await call({ origin: "http://web.test:8080", "sec-fetch-site": "same-site" })).status).toBe(200);
    expect((await call({ "sec-fetch-site": "same-origin" })).status).toBe(200);
    expect((await call({})).status).toBe(200);
  });

  it.each([
    { origin: "http://evil.test", "sec-fetch-site": "cross-site" },
    { origin: "null", "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "none" },
    { origin: "http://evil.test" },
  ])("is refused with %j", async (headers) => {
    const answer = await call(headers as Record<string, string>);
    expect([answer.status, answer.meta.result_subcode]).toEqual([403, 0]);
  });

  it("lets a typed address read", async () => {
    expect((await call({ "sec-fetch-site": "none" }, "tasks.get_all")).status).toBe(200);
  });

  it("does not matter to a call with a token", async () => {
    const answer = await server.call(
      "tasks.get_all",
      {},
      {
        authorization: server.root,
        cookie: "clearml_token_basic=rubbish",
        origin: "http://evil.test",
        "sec-fetch-site": "cross-site",
      },
    );
    expect(answer.status).toBe(200);
  });

  it("is http-only and lax", async () => {
    const answer = await server.call("auth.login");
    expect(answer.headers.get("set-cookie")).toMatch(
      /^clearml_token_basic=[\w.-]+; Max-Age=\d+; HttpOnly; Path=\/; SameSite=Lax$/,
    );
  });
});

describe("CORS", () => {
  it("names configured origins only", async () => {
    const ours = await raw("OPTIONS", "/tasks.get_all", { origin: "http://web.test:8080" });
    expect(ours.headers["access-control-allow-origin"]).toBe("http://web.test:8080");
    expect(ours.headers["access-control-allow-credentials"]).toBe("true");
    const foreign = await raw("OPTIONS", "/tasks.get_all", { origin: "http://evil.test" });
    expect(foreign.headers["access-control-allow-origin"]).toBeUndefined();
  });
});

it("answers /health, and a page of the API that loads nothing from elsewhere", async () => {
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  const page = await fetch(`${server.url}/docs`);
  expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
  const script = await fetch(`${server.url}/docs/assets/swagger-ui-bundle.js`);
  expect(script.status).toBe(200);
});
