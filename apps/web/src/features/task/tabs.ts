/** Tabs of the run page, as the address spells them, in the order in which they stand. */
export const TASK_TABS = [
  "overview",
  "scalars",
  "plots",
  "media",
  "console",
  "configuration",
  "artifacts",
  "code",
  "system",
  "notes",
] as const;
export type TaskTab = (typeof TASK_TABS)[number];

/** Whether a path part names a tab. */
export function isTaskTab(text: string): text is TaskTab {
  return (TASK_TABS as readonly string[]).includes(text);
}

/** Where a run's tab lies. `*` stands for any project. */
export function taskHref(projectId: string | undefined, taskId: string, tab: TaskTab): string {
  return `/projects/${projectId ?? "*"}/tasks/${taskId}/${tab}`;
}
