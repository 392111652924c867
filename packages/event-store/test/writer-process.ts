// A process that appends and compacts until it is killed: `writer-process.ts URL OWNER FIRST`. It prints the number of each batch once it
// is answered. Batch n holds the points 10n … 10n+11 (so the next one overwrites two) and the line "n".
import { openEventStore } from "../src/open";

const [url = "", owner = "", first = "0"] = process.argv.slice(2);
const store = await openEventStore({ url, autoCompact: false });
await store.ready();
const compacting = (async () => {
  for (;;) await store.compact(owner);
})();
for (let batch = Number(first); ; batch++) {
  const iter = Array.from({ length: 12 }, (_, index) => batch * 10 + index);
  const shared = { owner, metric: "m", variant: "v" };
  await Promise.race([
    compacting,
    store.append({
      scalars: [{ ...shared, iter, timestamp: iter, value: iter.map(() => batch) }],
      events: [{ kind: "log", ...shared, timestamp: batch, msg: String(batch) }],
    }),
  ]);
  process.stdout.write(`${batch}\n`);
}
