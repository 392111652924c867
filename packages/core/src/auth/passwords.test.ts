import { expect, it } from "vitest";
import { DECOY_HASH, hashPassword, inventPassword, PASSWORD_MAX, verifyPassword } from "./passwords";

it("knows its own hashes again, whichever way accents are spelt, and no other password", async () => {
  const stored = await hashPassword("sch\u00f6n");
  expect(await verifyPassword("sch\u00f6n", stored)).toBe(true);
  expect(await verifyPassword("scho\u0308n", stored)).toBe(true);
  expect(await verifyPassword("schon", stored)).toBe(false);
  expect(await hashPassword("sch\u00f6n")).not.toBe(stored);
  expect(await verifyPassword("x", DECOY_HASH)).toBe(false);
});

it("refuses what is no hash, and what is too long to hash", async () => {
  const long = "x".repeat(PASSWORD_MAX + 1);
  expect(await verifyPassword(long, await hashPassword(long))).toBe(false);
  for (const stored of ["", "plain", "md5$1$1$1$a$b", "scrypt$32768$8$3$"])
    expect(await verifyPassword("x", stored)).toBe(false);
});

it("leaves threads to others while many log in", async () => {
  let done = 0;
  const flood = Array.from({ length: 12 }, () => hashPassword(inventPassword()).then(() => done++));
  const key = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  await crypto.subtle.sign("HMAC", key, Buffer.from("a token"));
  expect(done).toBe(0);
  await Promise.all(flood);
});
