import { notFound } from "next/navigation";
import { cache } from "react";
import { serverApi } from "@/lib/trpc/server";
import { headRequest, onlyRun, type Run } from "./query";

/** The run for a server component; the 404 page when it is unknown or not visible. */
export const loadRun = cache(async (id: string): Promise<Run> => {
  const api = await serverApi();
  return onlyRun(await api.tasks.get_by_id_ex(headRequest(id))) ?? notFound();
});
