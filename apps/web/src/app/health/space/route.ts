import { env } from "@/env";
import { currentSession } from "@/features/session/current";
import { type LowDisk, readDisks } from "@/features/settings/disk-report";
import { managesAccounts } from "@/features/settings/roles";

export const dynamic = "force-dynamic";

/** Disks that are almost full, for whoever is logged in; how much is left is for administrators. */
export async function GET(): Promise<Response> {
  const session = await currentSession().catch(() => null);
  if (!session) return Response.json({ message: "Log in first." }, { status: 401 });
  const { LIMPID_API_INTERNAL_URL: api, LIMPID_FILES_INTERNAL_URL: files } = env();
  const disks = await readDisks({ api, files });
  const low = disks
    .filter((disk) => disk.low)
    .map(({ id, free, total }): LowDisk => (managesAccounts(session.user.role) ? { id, free, total } : { id }));
  return Response.json({ low }, { headers: { "cache-control": "no-store" } });
}
