import { env } from "@/env";
import { currentSession } from "@/features/session/current";
import { readDisks } from "@/features/settings/disk-report";
import { type HealthReport, jobsHealth, type PartHealth, withDisk } from "@/features/settings/health-report";
import { getApp } from "@/lib/trpc/app";

export const dynamic = "force-dynamic";

/** How long a part may take to answer, milliseconds. */
const PATIENCE = 4_000;

/** How each part of the server is, for whoever is logged in. */
export async function GET(): Promise<Response> {
  try {
    if (!(await currentSession())) return Response.json({ message: "Log in first." }, { status: 401 });
    const { LIMPID_API_INTERNAL_URL: api, LIMPID_FILES_INTERNAL_URL: files } = env();
    const app = await getApp();
    const disks = readDisks({ api, files }).then((all) => Object.fromEntries(all.map((disk) => [disk.id, disk])));
    const parts = await Promise.all([
      check("api", () => answers("api", api)),
      check("files", async () => withDisk(await answers("files", files), (await disks).files)),
      check("database", async () => {
        await app.db.$queryRaw`SELECT 1`;
        return withDisk({ id: "database", ok: true }, (await disks).database);
      }),
      check("events", async () => {
        const events = await app.events.health();
        return { id: "events", ok: events.ok, detail: events.ok ? undefined : events.reason };
      }),
      check("jobs", async () => jobsHealth(await app.jobs.figures(), new Date())),
    ]);
    return Response.json({ parts } satisfies HealthReport, { headers: { "cache-control": "no-store" } });
  } catch {
    return Response.json({ message: "The database does not answer." }, { status: 503 });
  }
}

async function check(id: PartHealth["id"], look: () => Promise<PartHealth>): Promise<PartHealth> {
  try {
    const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error("no answer in time")), PATIENCE));
    return await Promise.race([look(), late]);
  } catch (error) {
    return { id, ok: false, detail: error instanceof Error ? error.message : "no answer" };
  }
}

async function answers(id: PartHealth["id"], address: string): Promise<PartHealth> {
  const look = fetch(`${address}/health`, { signal: AbortSignal.timeout(PATIENCE), cache: "no-store" });
  const answer = await look.catch(() => null);
  if (!answer) return { id, ok: false, detail: "It does not answer." };
  return answer.ok
    ? { id, ok: true }
    : { id, ok: false, detail: `It answers ${answer.status}: its log has the reason.` };
}
