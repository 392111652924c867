import { Prisma } from "@limpid/db";
import { entities } from "../entities";
import type { Entity } from "../platform/find/entity";

/** The folder beside a project's tasks in which its reports live (wire-protocol §11, "Special names and tags"). */
export const REPORTS_FOLDER = ".reports";

/** Reports in queries: tasks that are found by their project though they lie in its folder (wire-protocol §12). */
export const reportEntity: Entity = { ...entities.task, folder: REPORTS_FOLDER, hidden: undefined };

/** The condition that a task of alias "t" is a report. */
export const isReport = Prisma.sql`"t"."type" = 'report'`;
