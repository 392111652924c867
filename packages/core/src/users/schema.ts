import { z } from "zod";
import { ROLES } from "../platform/identity";

/** What somebody types at log-in; Basic headers end the name at the first colon. */
export const Username = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .regex(/^[^:\p{Cc}]+$/u, "no colon and no control characters");

/** A name, or a part of one, as others see it. */
export const PersonName = z.string().max(1000);

/** A mail address; known by it, never written to. */
export const Email = z.string().max(320);

/** The address of a picture, or the picture itself as a data URL. */
export const Avatar = z.string().max(100_000);

/** Roles that an account can have; `system` is the server's own. */
export const AccountRole = z.enum(ROLES).exclude(["system"]);

/** An account as those who manage it see it. */
export const Account = z.object({
  id: z.string(),
  name: z.string(),
  role: z.string(),
  created: z.string(),
  disabled: z.boolean(),
  api_keys: z.number().int(),
  username: z.string().nullish(),
  email: z.string().nullish(),
  /** When one of the API keys was last used. */
  last_used: z.string().nullish(),
});
