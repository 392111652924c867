import type pg from "pg";

/** SQLSTATE of what the triggers of prisma/extras.sql tell. */
const TOLD = "LP001";

/** Lines that one transaction may tell; a larger one has changed too much to name. */
const MOST = 5_000;

/** Takes what a transaction has told, in order; null for more than can be named. */
export type Tell = (lines: readonly string[] | null) => void;

/**
 * Hears what the triggers tell this connection about the rows that it changes, and hands it on when the transaction has ended: who looks then sees
 * the change. What is rolled back is told too, as is what was under way when the connection broke; both do no harm.
 */
export function hearChanges(client: pg.ClientBase, tell: Tell): void {
  let held: string[] = [];
  let tooMany = false;
  const handOn = () => {
    if (held.length === 0) return;
    const lines = tooMany ? null : held;
    held = [];
    tooMany = false;
    tell(lines);
  };
  client.on("notice", ({ code, message }) => {
    if (code !== TOLD || message === undefined) return;
    if (held.length < MOST) held.push(message);
    else tooMany = true;
  });
  client.on("drain", () => {
    if (client.getTransactionStatus() === "I") handOn();
  });
  client.on("end", handOn);
}
