import { Subscription } from "@limpid/core/platform/changes/schema";
import { subscribe } from "@limpid/core/platform/changes/subscription";
import { errors } from "@limpid/core/platform/errors";
import { tracked } from "@trpc/server";
import { asTRPCError, t } from "./base";

/** `changes.subscribe`: what changed, pushed to an open page. The one procedure that is no endpoint, since it does not answer once. */
export const changes = t.router({
  subscribe: t.procedure
    .input((value) => value as Subscription)
    .subscription(async function* ({ ctx, input, signal }) {
      try {
        const asked = Subscription.safeParse(input);
        if (!asked.success) throw errors.validationError({ field: asked.error.issues[0]?.path.join(".") ?? "" });
        const messages = subscribe(ctx.app, ctx, asked.data, signal ?? new AbortController().signal);
        for await (const [position, message] of messages) yield tracked(position, message);
      } catch (error) {
        throw asTRPCError(error);
      }
    }),
});
