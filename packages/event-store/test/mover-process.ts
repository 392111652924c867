// A mover that tests kill: `mover-process.ts DATABASE_URL NAMED_URL TARGET_URL LEASE`. It prints a line at each progress, and ends with 0 when the
// events are moved, with 1 and the reason when they are not.
import { Mover } from "../src/moving/mover";
import { clearSecrets } from "./moving";

const [databaseUrl = "", named = "", target = "", lease = "0"] = process.argv.slice(2);
const mover = new Mover({
  databaseUrl,
  named: { url: named },
  secrets: clearSecrets,
  lease: Number(lease),
  onProgress: ({ step, ownersDone }) => process.stdout.write(`${step} ${ownersDone}\n`),
});
try {
  await mover.ready();
  await mover.run({ to: { url: target }, replace: true });
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  await mover.close();
}
