import { getApp } from "@/lib/trpc/app";

export const dynamic = "force-dynamic";

/** 200 once this process can work. */
export async function GET(): Promise<Response> {
  try {
    const app = await getApp();
    await app.db.$queryRawUnsafe("SELECT 1");
    return Response.json({ status: "ok" });
  } catch {
    return Response.json({ status: "unavailable" }, { status: 503 });
  }
}
