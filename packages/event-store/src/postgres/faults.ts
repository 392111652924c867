import { UnavailableError } from "../store";

/** SQLSTATE of an error that the server sent; undefined for anything else. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** The server ends, restarts or has just lost its connections. */
const isAway = (state: string): boolean => state.startsWith("57P") || state.startsWith("08");

/** The transaction of a statement that failed so is surely gone: the server says so, and goes on. */
export const isRefusal = (error: unknown): boolean => {
  const state = sqlState(error);
  return state !== undefined && !isAway(state);
};

/** What a database says that has no connection (any more) to say it with; the driver's words have no code. */
const LOST = /^(?:Connection terminated|Client has encountered a connection error)/;

/**
 * The same failure as an operator has to understand it, when it is not the request's own fault: a full disk, a server
 * that is away. Other errors come back as they are.
 */
export function explained(error: unknown): unknown {
  const state = sqlState(error);
  const { message } = error as Error;
  if (state === "53100") return new UnavailableError(`the database's disk is full: ${message}`, { cause: error });
  const { syscall } = error as { syscall?: unknown };
  if ((state !== undefined && isAway(state)) || syscall !== undefined || LOST.test(message)) {
    return new UnavailableError(`the database does not answer: ${message}`, { cause: error });
  }
  return error;
}
