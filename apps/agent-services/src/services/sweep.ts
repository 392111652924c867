import { endedRuns, knownRuns, noteRunsRemoved } from "@limpid/core/agents/runs";
import type { Context } from "@limpid/core/platform/context";
import type { Logger } from "pino";
import type { Launcher } from "../launcher/launcher";
import type { ServicesSettings } from "./env";

/** Days after which a run that has left nothing behind is forgotten. */
const REMEMBERED_DAYS = 7;

/** Removes from the engine what ended tasks have left there, after a time, and what nobody knows of. */
export async function sweep(
  ctx: Context,
  launcher: Launcher,
  { name, keepSec, minFreeDisk }: Pick<ServicesSettings, "name" | "keepSec" | "minFreeDisk">,
  log: Logger,
): Promise<void> {
  const now = ctx.now().getTime();
  const free = await launcher.freeDisk();
  // where room is short nothing is kept
  const short = free !== null && free < 2 * minFreeDisk;
  const over = await endedRuns(ctx, name, new Date(now - (short ? 0 : keepSec * 1000)));
  for (const { id } of over) await launcher.remove(id);
  if (over.length > 0) {
    await noteRunsRemoved(
      ctx,
      over.map(({ id }) => id),
      new Date(now - REMEMBERED_DAYS * 86_400_000),
    );
    log.debug({ removed: over.length }, "removed what ended tasks have left");
  }
  const there = (await launcher.list()).map(({ id }) => id);
  const known = await knownRuns(ctx, name, there);
  for (const id of there) {
    if (known.has(id)) continue;
    log.warn({ run: id }, "removing a container of this agent that no run is known of");
    await launcher.remove(id);
  }
}
