import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { forward, upstreamPath } from "./forward";

let upstream: Server;
let front: Server;
let answer: (req: IncomingMessage, res: ServerResponse) => void;

const portOf = (server: Server) => (server.address() as AddressInfo).port;
const listen = (server: Server) =>
  new Promise<Server>((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

beforeEach(async () => {
  upstream = await listen(createServer((req, res) => answer(req, res)));
  const target = { prefix: "/api", target: `http://127.0.0.1:${portOf(upstream)}`, name: "The API server" };
  front = await listen(
    createServer((req, res) => {
      const path = upstreamPath("/api", req.url ?? "");
      if (path === null) res.writeHead(404).end();
      else forward(req, res, target, path);
    }),
  );
});

afterEach(() => {
  for (const server of [front, upstream]) {
    server.closeAllConnections();
    server.close();
  }
});

function call(options: { method?: string; path: string; headers?: Record<string, string>; body?: Buffer | string }) {
  return new Promise<{ status: number; headers: IncomingMessage["headers"]; body: Buffer }>((resolve, reject) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        port: portOf(front),
        method: options.method ?? "GET",
        path: options.path,
        headers: options.headers,
      },
      (res) => {
        bodyOf(res).then((body) => resolve({ status: res.statusCode ?? 0, headers: res.headers, body }), reject);
      },
    );
    outgoing.on("error", reject);
    outgoing.end(options.body);
  });
}

describe("upstreamPath", () => {
  it.each([
    ["/api/tasks.get_all?x=1", "/tasks.get_all?x=1"],
    ["/api", "/"],
    ["/api?x", "/?x"],
    ["/apiary", null],
    ["/other", null],
  ])("%s → %s", (url, path) => expect(upstreamPath("/api", url)).toBe(path));
});

describe("forward", () => {
  it("passes a GET with a JSON body, Host, cookies, and the caller's address", async () => {
    let seen: { url?: string; method?: string; headers: IncomingMessage["headers"]; body: string } | undefined;
    answer = async (req, res) => {
      seen = { url: req.url, method: req.method, headers: req.headers, body: (await bodyOf(req)).toString() };
      res.setHeader("set-cookie", ["a=1", "b=2"]);
      res.end("{}");
    };
    const body = '{"page":0}';
    const reply = await call({
      path: "/api/v2.5/tasks.get_all?x=1",
      headers: { host: "limpid.test:8080", cookie: "s=1", "content-length": String(body.length) },
      body,
    });
    expect(seen).toMatchObject({ url: "/v2.5/tasks.get_all?x=1", method: "GET", body });
    expect(seen?.headers).toMatchObject({
      host: "limpid.test:8080",
      cookie: "s=1",
      "x-forwarded-host": "limpid.test:8080",
    });
    expect(seen?.headers["x-forwarded-for"]).toContain("127.0.0.1");
    expect(reply.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
  });

  it("streams 50 MB up and back without change", async () => {
    answer = (req, res) => req.pipe(res);
    const body = randomBytes(50 * 1024 * 1024);
    const before = process.memoryUsage().arrayBuffers;
    const reply = await call({ method: "POST", path: "/api/upload", body });
    const sha = (data: Buffer) => createHash("sha256").update(data).digest("hex");
    expect(sha(reply.body)).toBe(sha(body));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200 * 1024 * 1024);
  });

  it("passes ranges, statuses and lengths on", async () => {
    answer = (req, res) =>
      res
        .writeHead(206, { "content-range": "bytes 2-3/6", "content-length": "2", etag: '"x"' })
        .end(req.headers.range === "bytes=2-3" ? "cd" : "??");
    const reply = await call({ path: "/api/file", headers: { range: "bytes=2-3" } });
    expect(reply.status).toBe(206);
    expect(reply.headers).toMatchObject({ "content-range": "bytes 2-3/6", "content-length": "2", etag: '"x"' });
    expect(reply.body.toString()).toBe("cd");
  });

  it("answers 502 in words when the process is away", async () => {
    await new Promise((resolve) => upstream.close(resolve));
    const reply = await call({ path: "/api/debug.ping" });
    expect(reply.status).toBe(502);
    expect(reply.body.toString()).toContain("The API server does not answer");
  });

  it("breaks the connection when the process dies in the middle of an answer", async () => {
    answer = (_, res) => {
      res.writeHead(200, { "content-length": "1000" });
      res.write("half", () => res.destroy());
    };
    await expect(call({ path: "/api/file" })).rejects.toThrow();
  });

  it("lets the process know that the caller has gone", async () => {
    const gone = new Promise<void>((resolve) => {
      answer = (_, res) => {
        res.writeHead(200).write("endless");
        res.on("close", resolve);
      };
    });
    const socket = connect(portOf(front), "127.0.0.1", () => socket.write("GET /api/log HTTP/1.1\r\nhost: x\r\n\r\n"));
    socket.once("data", () => socket.destroy());
    await gone;
  });
});
