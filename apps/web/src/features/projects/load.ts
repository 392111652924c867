import { notFound } from "next/navigation";
import { cache } from "react";
import { serverApi } from "@/lib/trpc/server";
import type { Project } from "@/lib/wire";
import { onlyProject, projectRequest } from "./query";

/** Next hands over path parts as they stood in the address. */
export function pathPart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The project for a server component; the 404 page when it is unknown or not visible. */
export const loadProject = cache(async (id: string): Promise<Project> => {
  const api = await serverApi();
  const project = onlyProject(await api.projects.get_all_ex(projectRequest(id)));
  return project ?? notFound();
});
