import { z } from "zod";
import { PASSWORD_MAX, PASSWORD_MIN } from "./passwords";
import { TOKEN_MAX_SEC } from "./tokens";

/** Seconds that a token shall live; 0 and null mean the default (wire-protocol §4). */
export const Expiration = z.number().int().min(0).max(TOKEN_MAX_SEC).nullish();

export const TokenReply = z.object({ token: z.string() });

/** A password that somebody wants to have from now on. */
export const NewPassword = z.string().min(PASSWORD_MIN).max(PASSWORD_MAX);

/** What its owner calls an API key. */
export const KeyLabel = z.string().max(1000);

/** The roles that the wire gives out; root and system come from the command line and the web UI's accounts only (wire-protocol §4). */
export const GrantedRole = z.enum(["admin", "superuser", "user", "annotator", "guest"]);

/** Fields that are changed, and how many documents changed. */
export const Updated = z.object({ updated: z.number().int(), fields: z.looseObject({}) });
