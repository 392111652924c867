import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, it } from "vitest";
import { ADDRESS_HEADER, clientAddress, contentSecurityPolicy, PATH_HEADER, secure } from "./security";

const from = (address: string, headers: Record<string, string> = {}) =>
  ({ url: "/a?b", headers, socket: { remoteAddress: address } }) as unknown as IncomingMessage;

it("lets no script run that has not the nonce, and no eval", () => {
  const policy = contentSecurityPolicy("abc");
  expect(policy).toContain("script-src 'self' 'nonce-abc';");
  expect(policy).not.toContain("unsafe-eval");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("object-src 'none'");
});

it("gives every answer its own nonce, the same to the page and to the browser", () => {
  const seen = [1, 2].map(() => {
    const request = from("127.0.0.1");
    const sent = new Map<string, unknown>();
    secure(request, {
      setHeader: (name: string, value: unknown) => sent.set(name, value),
    } as unknown as ServerResponse);
    expect(request.headers["content-security-policy"]).toBe(sent.get("content-security-policy"));
    return sent.get("content-security-policy");
  });
  expect(seen[0]).not.toBe(seen[1]);
});

it("does not believe what a client says under our own header names", () => {
  const request = from("10.0.0.7", { [PATH_HEADER]: "/evil", [ADDRESS_HEADER]: "1.1.1.1" });
  secure(request, { setHeader: () => undefined } as unknown as ServerResponse);
  expect(request.headers).toMatchObject({ [PATH_HEADER]: "/a?b", [ADDRESS_HEADER]: "10.0.0.7" });
});

it("believes a proxy on this machine, its last word only", () => {
  expect(clientAddress(from("10.0.0.7", { "x-forwarded-for": "1.1.1.1" }))).toBe("10.0.0.7");
  expect(clientAddress(from("127.0.0.1", { "x-forwarded-for": "6.6.6.6, 2.2.2.2" }))).toBe("2.2.2.2");
  expect(clientAddress(from("::1"))).toBe("::1");
});
