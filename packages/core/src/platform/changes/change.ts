import { z } from "zod";
import { EVENT_KINDS, type Pace, ROW_KINDS, type Topic } from "./schema";

const KINDS = [...ROW_KINDS, ...EVENT_KINDS, "access"] as const;

/** One thing that changed, as processes tell each other. It says what to look at again, never what stands there. */
export interface Change {
  /** `access`: a session ended, or what others stand on; pages never see it. */
  readonly kind: (typeof KINDS)[number];
  readonly pace: Pace;
  /** "" for public objects, which everybody sees. */
  readonly company: string;
  /** "" for any. */
  readonly id: string;
  /** The project that it lies in and all above. */
  readonly projects: readonly string[];
}

/** Ids of workers are people's own words and may be of any length; an id that nobody can ask for (schema.ts) is left out. */
const ID_MOST = 64;

const Line = z.tuple([z.enum(KINDS), z.enum(["now", "soon"]), z.string(), z.string(), z.array(z.string())]).transform(
  ([kind, pace, company, id, projects]): Change => ({
    kind,
    pace,
    company,
    id: id.length > ID_MOST ? "" : id,
    projects,
  }),
);

/** A line of the triggers, or of {@link writeChange}; null when it is none of ours. */
export function readChange(line: string): Change | null {
  try {
    return Line.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/** {@link readChange}'s counterpart. Equal texts are equal changes. */
export function writeChange({ kind, pace, company, id, projects }: Change): string {
  return JSON.stringify([kind, pace, company, id, projects]);
}

/** Who watches one of these is told. */
export function topicsOf({ kind, id, projects }: Change): Topic[] {
  if (kind === "access") return [];
  const isEvents = (EVENT_KINDS as readonly string[]).includes(kind);
  const names = isEvents ? [kind, "events" as const] : [kind];
  return [
    ...names,
    ...(id ? names.map((name) => `${name}:${id}` as Topic) : []),
    ...projects.map((project) => `${kind}@${project}` as Topic),
  ];
}
