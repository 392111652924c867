// A process that compacts all that is there, over and over until it is killed: `compactor.ts URL`.
import { setTimeout as sleep } from "node:timers/promises";
import { openEventStore } from "@limpid/event-store/open";

const [, , url = ""] = process.argv;
const store = await openEventStore({ url, autoCompact: false });
for (;;) {
  // The store may be down: somebody has killed it.
  await store.compact().catch(() => sleep(100));
}
