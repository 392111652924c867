import { countStorage, retain } from "@limpid/core/storage/job";
import { carryOut, dueRuns } from "@limpid/core/storage/retention";
import { job } from "./job";

/** Clears away what the policies of retention say: each night, and when somebody asks for it. */
export const retention = job({
  kind: retain,
  at: "30 2 * * *",
  run: async ({ app }, { run }) => {
    const runs = run === undefined ? await dueRuns(app) : [run];
    const told: string[] = [];
    for (const id of runs) {
      const effects = await carryOut(app, id);
      for (const [policy, { tasks, events }] of Object.entries(effects ?? {})) {
        if (tasks > 0) told.push(`${policy}: ${events} events of ${tasks} tasks`);
      }
    }
    if (told.length === 0) return undefined;
    await app.jobs.add(countStorage, {});
    return told.join(", ");
  },
});
