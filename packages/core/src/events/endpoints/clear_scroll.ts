import { z } from "zod";
import { mutation } from "../../platform/endpoint";
import { deleteScroll } from "../scrolls";

export const clearScroll = mutation({
  name: "events.clear_scroll",
  since: "2.18",
  auth: "user",
  summary: "Forget a scroll",
  // Clients clear whatever they hold, also nothing.
  request: z.object({ scroll_id: z.string().nullish() }),
  response: z.object({}),
}).handle(async (ctx, input) => {
  if (input.scroll_id) await deleteScroll(ctx, input.scroll_id);
  return {};
});
