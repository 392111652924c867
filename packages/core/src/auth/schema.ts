import { z } from "zod";
import { TOKEN_MAX_SEC } from "./tokens";

/** Seconds that a token shall live; 0 and null mean the default (wire-protocol §4). */
export const Expiration = z.number().int().min(0).max(TOKEN_MAX_SEC).nullish();

export const TokenReply = z.object({ token: z.string() });
