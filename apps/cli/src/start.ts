import { setTimeout as sleep } from "node:timers/promises";
import { inspectDataFolder, openDataFolder } from "./data-folder";
import type { PublicService, Settings } from "./env";
import { portFailure, portProblem } from "./http";
import type { Founded } from "./initialize";
import { version } from "./installation";
import { isLeftBehind } from "./lock";
import { Server } from "./server";

/** How long the ports may still be held by the processes of a server that was killed. */
const crashPatience = 15_000;

/** @throws Failure for the first port that cannot be listened to within `patience` milliseconds. */
async function checkPorts(settings: Settings, patience: number): Promise<void> {
  const deadline = Date.now() + patience;
  for (const [service, port] of Object.entries(settings.ports) as [PublicService, number][]) {
    for (;;) {
      const problem = await portProblem(settings.host, port);
      if (!problem) break;
      if (problem !== "EADDRINUSE" || Date.now() > deadline) {
        throw portFailure(settings.host, port, `LIMPID_${service.toUpperCase()}_PORT`, problem);
      }
      await sleep(200);
    }
  }
}

/** The lines that a person needs once it runs. Secrets are among them only when they were made just now. */
function welcome({ urls, adminUsername }: Settings, founded: Founded): string[] {
  const password = founded.created
    ? (founded.admin_password ?? "with the password that you chose")
    : "with the password as before (forgotten: npx limpid user reset-password)";
  return [
    "",
    `Limpid ${version} is running. Ctrl-C stops it.`,
    "",
    `  Web UI        ${urls.web}`,
    `  ClearML API   ${urls.api}`,
    `  File server   ${urls.files}`,
    "",
    `  Log in as     ${adminUsername}  ${password}`,
    ...(founded.admin_password ? ["                Note it now: it is not shown again."] : []),
    `  clearml.conf  ${founded.conf ? `${founded.conf}  (copy it to ~/clearml.conf)` : "make a key in the web UI: Settings"}`,
    "",
  ];
}

/** One Ctrl-C can arrive twice, by the terminal and passed on by npm: what comes this soon after the first is the same one. */
const samePress = 500;

/** Resolves at Ctrl-C, SIGTERM or a closed terminal; every Ctrl-C after that calls `force`. */
function untilAsked(force: () => void): Promise<void> {
  return new Promise((resolve) => {
    let asked = Number.POSITIVE_INFINITY;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        if (signal === "SIGINT" && Date.now() - asked > samePress) force();
        asked = Math.min(asked, Date.now());
        resolve();
      });
    }
  });
}

/**
 * Runs the whole server until it is asked to stop.
 * @returns the exit code.
 * @throws Failure, with everything stopped again, when it cannot run.
 */
export async function start(settings: Settings, print: (line: string) => void = console.log): Promise<number> {
  await inspectDataFolder(settings.dataDir);
  await checkPorts(settings, (await isLeftBehind(settings.dataDir)) ? crashPatience : 0);
  const server = new Server(settings, await openDataFolder(settings.dataDir), print);
  const asked = untilAsked(() => {
    print("Stopping at once.");
    void server.kill().finally(() => process.exit(130));
  });
  try {
    print("Starting …");
    const launched = await Promise.race([server.launch(), asked]);
    if (launched) for (const line of welcome(settings, launched)) print(line);
    await asked;
    print("Stopping …");
    await server.stop();
    print("Stopped.");
    return 0;
  } catch (error) {
    await server.stop();
    throw error;
  }
}
