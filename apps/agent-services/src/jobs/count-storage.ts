import { countEvents, countFiles } from "@limpid/core/storage/count";
import { countStorage as kind } from "@limpid/core/storage/job";
import { fileServerSums } from "../file-server";
import { job } from "./job";

/** Counts what events and files take up, for the storage explorer. Files that cannot be counted do not keep events from it. */
export const countStorage = job({
  kind,
  every: 6 * 3600_000,
  run: async ({ app, filesUrl }) => {
    await countEvents(app);
    await countFiles(app, fileServerSums(app, filesUrl));
    return undefined;
  },
});
