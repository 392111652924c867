import { countStorage } from "./count-storage";
import { fileDeletions } from "./file-deletions";
import { housekeeping } from "./housekeeping";
import type { Job } from "./job";
import { retention } from "./retention";
import { watchdog } from "./watchdog";

/** Every background job of the product. A new job is one row here. */
export function catalogue(options: { readonly watchdogInterval: number }): readonly Job[] {
  return [watchdog(options.watchdogInterval), fileDeletions, housekeeping, countStorage, retention] as const;
}
