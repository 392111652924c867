// A worker that runs one job of the catalogue over and over, for tests that kill it.
import { createApp } from "@limpid/core/app";
import { pino } from "pino";
import { fileDeletions } from "../src/jobs/file-deletions";
import { job } from "../src/jobs/job";
import { startWorker } from "../src/worker";
import { TOKEN_SECRET } from "./running";

const { DATABASE_URL = "", FILES_URL = "" } = process.env;
const log = pino({ level: "warn" });
const app = await createApp({
  database_url: DATABASE_URL,
  pool_size: 4,
  log,
  jobs: {
    add: async () => {},
    addWithin: async () => {},
    figures: async () => ({ waiting: 0, failed: 0, last_finished: null }),
    close: async () => {},
  },
  settings: {
    token_secret: TOKEN_SECRET,
    web_url: "http://web.test:8080",
    api_url: "http://api.test:8008",
    files_url: FILES_URL,
    server_version: "0.0.0-test",
    check_responses: false,
    task_timeout_sec: 7200,
  },
});
await startWorker({ database_url: DATABASE_URL, log }, { app, filesUrl: FILES_URL }, [
  job({ ...fileDeletions, every: 200 }),
]);
