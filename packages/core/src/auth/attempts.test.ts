import { createTestDatabase, type TestDatabase } from "@limpid/db/testing";
import { afterEach, beforeEach, expect, it } from "vitest";
import { forgottenAttempts, LoginAttempts } from "./attempts";

let test_db: TestDatabase;
let now: Date;
let attempts: LoginAttempts;

beforeEach(async () => {
  test_db = await createTestDatabase();
  now = new Date("2026-03-01T12:00:00Z");
  attempts = new LoginAttempts(test_db.db, "a secret for tests only, made of forty characters", () => now);
});
afterEach(() => test_db.close());

const HOME = "192.0.2.1";
const GUESSER = "198.51.100.7";

const right = async () => "proof";
const wrong = async () => null;
const later = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000);
};

/** Guesses until one is refused; gives how many were made and how long the next has to wait. */
async function guess(account: (attempt: number) => string, address: (attempt: number) => string) {
  for (let made = 0; made < 1000; made++) {
    const outcome = await attempts.attempt(account(made), address(made), wrong).catch((error) => error);
    if (outcome) return { made, code: outcome.code, wait: outcome.details.retry_after };
  }
  throw new Error("never refused");
}

it("lets ten guesses pass for one account from one address, then makes each wait longer, five minutes at most", async () => {
  expect(
    await guess(
      () => "ada",
      () => GUESSER,
    ),
  ).toEqual({ made: 11, code: 429, wait: 2 });
  const waits: number[] = [];
  for (let round = 0; round < 9; round++) {
    const { wait } = await guess(
      () => "ada",
      () => GUESSER,
    );
    waits.push(wait);
    later(wait);
    await attempts.attempt("ada", GUESSER, wrong);
  }
  expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300]);
});

it("refuses the right secret too while it asks to wait, without looking at it, and forgets after a quiet quarter of an hour", async () => {
  await guess(
    () => "ada",
    () => GUESSER,
  );
  let looked = false;
  const look = async () => {
    looked = true;
    return "proof";
  };
  await expect(attempts.attempt("ada", GUESSER, look)).rejects.toMatchObject({ code: 429 });
  expect(looked).toBe(false);
  later(15 * 60 + 1);
  expect(
    await guess(
      () => "ada",
      () => GUESSER,
    ),
  ).toMatchObject({ made: 10 + 1 });
});

it("never shuts out the owner who sits elsewhere, at an address that is known, also after the nightly clean-up", async () => {
  expect(await attempts.attempt("ada", HOME, right)).toBe("proof");
  later(3 * 86_400);
  await test_db.db.loginAttempt.deleteMany({ where: forgottenAttempts(now) });
  const { made } = await guess(
    () => "ada",
    (attempt) => `198.51.100.${attempt % 50}`,
  );
  expect(made).toBe(101);
  expect(await attempts.attempt("ada", HOME, right)).toBe("proof");
  await expect(attempts.attempt("ada", "203.0.113.5", right)).rejects.toMatchObject({ code: 429 });
});

it("limits one address that tries many accounts, but not those that are known there", async () => {
  await attempts.attempt("ada", GUESSER, right);
  expect(
    await guess(
      (attempt) => `name ${attempt}`,
      () => GUESSER,
    ),
  ).toMatchObject({ made: 201, code: 429 });
  expect(await attempts.attempt("ada", GUESSER, right)).toBe("proof");
  // A /64 is one place.
  expect(
    await guess(
      (attempt) => `other ${attempt}`,
      (attempt) => `2001:db8::${attempt.toString(16)}`,
    ),
  ).toMatchObject({
    made: 201,
  });
});

it("a log-in clears what went wrong from there, but not the wider counters", async () => {
  for (let round = 0; round < 11; round++) {
    for (let failure = 0; failure < 9; failure++) await attempts.attempt("ada", HOME, wrong);
    await attempts.attempt("ada", HOME, right);
  }
  await expect(attempts.attempt("ada", GUESSER, right)).resolves.toBe("proof");
  for (let failure = 0; failure < 2; failure++) await attempts.attempt("ada", "203.0.113.9", wrong);
  await expect(attempts.attempt("ada", "203.0.113.10", right)).rejects.toMatchObject({ code: 429 });
});

it.each([
  ["on one account", () => "ada", 11],
  ["on many accounts", (attempt: number) => `name ${attempt}`, 201],
])("lets no burst %s slip through before its first failure is counted", async (_, account, most) => {
  let checked = 0;
  const slow = async () => {
    checked++;
    await new Promise((resolve) => setImmediate(resolve));
    return null;
  };
  const burst = Array.from({ length: most + 50 }, (_, attempt) =>
    attempts.attemptInTurn(account(attempt), GUESSER, slow),
  );
  const outcomes = await Promise.allSettled(burst);
  expect(checked).toBe(most);
  expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(50);
});
