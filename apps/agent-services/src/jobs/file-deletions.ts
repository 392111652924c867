import { defineJob } from "@limpid/core/platform/jobs";
import { deleteDueFiles } from "@limpid/core/storage/deletions";
import { z } from "zod";
import { azureRemover } from "../cloud/azure";
import { googleRemover } from "../cloud/google";
import { s3Remover } from "../cloud/s3";
import { fileServerRemover } from "../file-server";
import { job } from "./job";

/** Deletes the files that belonged to deleted tasks and models (wire-protocol §7.5), at the storage where they lie. */
export const fileDeletions = job({
  kind: defineJob({
    name: "file-deletions",
    payload: z.object({}),
    attempts: 1,
    backoff: { type: "fixed", delay: 1000 },
  }),
  every: 60_000,
  run: async ({ app, filesUrl }) => {
    const { deleted, failed, dropped } = await deleteDueFiles(app, {
      fileserver: fileServerRemover(app, filesUrl),
      s3: s3Remover(app),
      gs: googleRemover(app),
      azure: azureRemover(app),
    });
    if (deleted + failed + dropped === 0) return undefined;
    return `deleted ${deleted} files, ${failed} failed, gave up ${dropped}`;
  },
});
