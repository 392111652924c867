// Brings the event store at URL to this version: `upgrade-process.ts URL`.
import { openEventStore } from "../src/open";

const store = await openEventStore({ url: process.argv[2] ?? "", autoCompact: false });
await store.ready();
await store.close();
