import { Readable } from "node:stream";
import { z } from "zod";
import { query } from "../../platform/endpoint";
import { RawReply } from "../../platform/reply";
import { csvOf, fetchDownload, fileName } from "../download";

export const downloadForGetAll = query({
  name: "organization.download_for_get_all",
  since: "1.0",
  auth: "user",
  summary: "Download what prepare_download_for_get_all has prepared",
  request: z.object({ prepare_id: z.string() }),
  response: z.string(),
  media: "text/csv",
}).handle(async (ctx, { prepare_id }) => {
  const prepared = await fetchDownload(ctx, prepare_id);
  return new RawReply(
    Readable.from(await csvOf(ctx, prepared)),
    "text/csv; charset=utf-8",
    await fileName(ctx, prepared),
  );
});
