import { UnavailableError } from "@limpid/event-store/store";
import type { z } from "zod";
import type { App } from "./context";
import { createContext, type Effects } from "./context";
import { unstorable } from "./documents";
import type { AnyEndpoint } from "./endpoint";
import { errors, ProtocolError } from "./errors";
import { ANONYMOUS, type CallHead, type Identity } from "./identity";
import { RawReply } from "./reply";
import { sqlState } from "./sql-state";

/** What a call gave back, and what the door has to do with its answer. */
export interface Outcome {
  readonly result: unknown;
  readonly effects: Effects;
  readonly identity: Identity;
}

/**
 * Runs one call: authentication → role → impersonation → body → validation → handler (the order of wire-protocol §1). Both doors, REST and
 * tRPC, come through here, so rules that hold for every call stand here once.
 * @param readInput gives the body as parsed; it is only called once the caller is known. In a batch it gives the list of lines.
 * @throws {ProtocolError} for everything that is the caller's to mend; other errors are faults of ours.
 */
export async function invoke(
  app: App,
  endpoint: AnyEndpoint,
  head: CallHead,
  readInput: () => unknown,
): Promise<Outcome> {
  const started = performance.now();
  const effects: Effects = {};
  let identity: Identity = ANONYMOUS;
  try {
    identity = await identify(app, endpoint, head);
    const ctx = createContext(app, { ...head, identity, effects });
    const input = endpoint.kind === "batch" ? readInput() : validate(endpoint, readInput());
    const result = await endpoint.handler(ctx, input as never);
    if (app.settings.check_responses && !(result instanceof RawReply)) checkResponse(endpoint, result);
    app.log.debug({ call: endpoint.name, id: head.callId, user: identity.user, ms: elapsed(started) }, "call");
    return { result, effects, identity };
  } catch (error) {
    const known = asProtocolError(error);
    if (known) {
      app.log.warn(
        {
          call: endpoint.name,
          id: head.callId,
          user: identity.user,
          code: known.code,
          subcode: known.subcode,
          ms: elapsed(started),
        },
        known.message,
      );
      throw known;
    }
    app.log.error({ call: endpoint.name, id: head.callId, user: identity.user, err: error }, "call failed");
    throw error;
  }
}

async function identify(app: App, endpoint: AnyEndpoint, head: CallHead): Promise<Identity> {
  if (endpoint.auth === "none") return ANONYMOUS;
  const identity = await authenticate(app, endpoint, head);
  if (!identity) {
    if (endpoint.auth === "optional") return ANONYMOUS;
    throw errors.noCredentials();
  }
  requireRole(endpoint, identity);
  const acting = await app.authenticator.impersonate(identity, head.presented);
  if (acting.role !== identity.role) requireRole(endpoint, acting);
  return acting;
}

/** Where a log-in is optional, a wrong one counts as none: whoever logs out with a dead token shall succeed (wire-protocol §4). */
async function authenticate(app: App, endpoint: AnyEndpoint, head: CallHead): Promise<Identity | null> {
  try {
    return await app.authenticator.authenticate(head.presented, head.caller);
  } catch (error) {
    if (endpoint.auth === "optional" && error instanceof ProtocolError && error.code === 401) return null;
    throw error;
  }
}

function requireRole(endpoint: AnyEndpoint, identity: Identity): void {
  if (typeof endpoint.auth === "string" || endpoint.auth.includes(identity.role)) return;
  throw errors.roleNotAllowed({ role: identity.role });
}

/**
 * The request as the endpoint's contract sees it. Unknown fields are dropped.
 * @throws 400/12 with the field's name, 400/11 where the contract says so for missing fields (wire-protocol §1).
 */
export function validate(endpoint: AnyEndpoint, body: unknown): unknown {
  const reason = unstorable(body);
  if (reason) throw errors.validationError({ reason });
  const parsed = (endpoint.request as z.ZodType).safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join(".") ?? "";
  if (issue && endpoint.missing === 11 && valueAt(body, issue.path) === undefined) {
    throw errors.missingRequiredFields({ field });
  }
  throw errors.validationError({ field, reason: issue?.message ?? "invalid" });
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    body,
  );
}

function checkResponse(endpoint: AnyEndpoint, result: unknown): void {
  const parsed = (endpoint.response as z.ZodType).safeParse(result);
  if (parsed.success) return;
  const issue = parsed.error.issues[0];
  throw new TypeError(`${endpoint.name} answered outside its contract: ${issue?.path.join(".")}: ${issue?.message}`);
}

/** SQLSTATE codes that a client's own text can cause, and what it is told. */
const DATA_ERRORS: Readonly<Record<string, string>> = {
  "22021": "text contains a NUL character, which cannot be stored",
  "22P05": "text contains a NUL character, which cannot be stored",
  "22003": "number out of range",
  "22008": "date or period out of range",
  "2201B": "invalid regular expression",
  "54000": "a key is too long",
};

/** The protocol's view of a failure; null when it is a fault of ours. */
export function asProtocolError(error: unknown): ProtocolError | null {
  if (error instanceof ProtocolError) return error;
  if (error instanceof UnavailableError) return errors.eventsUnavailable(error.message);
  const state = sqlState(error);
  const reason = state ? DATA_ERRORS[state] : undefined;
  if (state === "2201B") return errors.invalidRegexError();
  return reason ? errors.validationError({ reason }) : null;
}

function elapsed(started: number): number {
  return Math.round((performance.now() - started) * 10) / 10;
}
