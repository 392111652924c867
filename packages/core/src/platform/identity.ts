import type { Version } from "./version";

/** Roles of the protocol, the most powerful first (wire-protocol §4). */
export const ROLES = ["system", "root", "admin", "superuser", "user", "annotator", "guest"] as const;
export type Role = (typeof ROLES)[number];

/** Who calls. Anonymous callers (allowed by `auth: "none" | "optional"`) are {@link ANONYMOUS}. */
export interface Identity {
  /** User id; "" for anonymous. */
  readonly user: string;
  readonly company: string;
  readonly role: Role;
  readonly user_name: string;
  readonly company_name: string;
  /** The session that the token belongs to; absent for Basic. */
  readonly session_id?: string;
  /** The API key used, or the one that opened the session. */
  readonly access_key?: string;
  /** Whose password the call stands on and when that password was set; absent where a key does. */
  readonly password?: { readonly of: string; readonly changed: Date };
  /** The run of a task that the token was given to. */
  readonly run?: string;
  /** Seconds since 1970 when the token ends. */
  readonly expires?: number;
}

export const ANONYMOUS: Identity = { user: "", company: "", role: "guest", user_name: "", company_name: "" };

/** What a door found in the request about who calls; nothing has been checked. */
export interface Presented {
  /** The whole `Authorization` header. Beats the cookie (wire-protocol §3). */
  readonly authorization?: string;
  /** Value of the cookie `clearml_token_basic`. */
  readonly cookie?: string;
  readonly impersonateAs?: string;
  readonly actAs?: string;
}

/** Facts about the caller that doors read from headers (wire-protocol §3). */
export interface Caller {
  /** `X-Clearml-Worker`: default worker of events, `last_used_from` of credentials. */
  readonly worker?: string;
  readonly client?: string;
  readonly address: string;
}

/** Turns what a request presents into an identity. Implemented by the auth domain, given to the doors by `createApp`. */
export interface Authenticator {
  /** @throws 401 rows of the error table (wire-protocol §4). @returns null when nothing was presented. */
  authenticate(presented: Presented, caller: Caller): Promise<Identity | null>;
  /** Applies Impersonate-As / Act-As. @throws 400/5, 400/6, 400/300. */
  impersonate(identity: Identity, presented: Presented): Promise<Identity>;
}

/** Everything that a door knows about one call before its body is read. */
export interface CallHead {
  readonly presented: Presented;
  readonly caller: Caller;
  readonly version: Version;
  /** 32 hex digits. */
  readonly callId: string;
}
