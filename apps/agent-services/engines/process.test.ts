import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProcessLauncher } from "../src/launcher/process/engine";
import { describeLauncher } from "./conformance";

describeLauncher(
  "process",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "limpid-runs-"));
    const path = process.env.PATH ?? "/usr/bin:/bin";
    return {
      open: (agent) => new ProcessLauncher({ folder, agent, path }),
      image: "none",
      close: () => rm(folder, { recursive: true, force: true }),
    };
  },
  { noMemoryLimit: "a process has this machine's memory", noImages: "a process has this machine's files" },
);
