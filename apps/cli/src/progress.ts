import type { Progress } from "@limpid/event-store/moving/mover";

const number = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const exact = new Intl.NumberFormat("en");
const width = 24;
/** Milliseconds between lines where nothing can be written over, and between changes of the bar where it can. */
const lineEvery = 10_000;
const barEvery = 200;

const titles = {
  waiting: "waiting for the server's processes",
  clearing: "deleting what the target had",
  listing: "listing",
  copying: "copying",
  switching: "switching",
  deleting: "deleting",
} as const satisfies Record<Progress["step"], string>;

/** `45 s`, `3 min`, `2 h 5 min`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const bytes = (count: number): string => `${number.format(count / 1e6)} MB`;

/** What the progress says now. @param elapsed milliseconds of copying @param before events that were there when it began */
export function describe(progress: Progress, elapsed: number, before: number): string {
  const { step, owners, ownersDone, events, eventsDone } = progress;
  const title = titles[step];
  if (step === "listing") return `${title}: ${exact.format(owners)} tasks and models, ${number.format(events)} events`;
  if (step === "clearing" || step === "deleting") return `${title}: ${exact.format(ownersDone)} tasks and models`;
  if (step !== "copying") return title;
  const done = eventsDone - before;
  const parts = [
    `${exact.format(ownersDone)} of ${exact.format(owners)} tasks and models`,
    `${number.format(eventsDone)} of ${number.format(Math.max(events, eventsDone))} events`,
    `${bytes(progress.bytes)}, ${bytes((progress.bytes / Math.max(1, elapsed)) * 1000)}/s`,
  ];
  if (done > 0 && elapsed >= 1000) {
    parts.push(`${duration((Math.max(0, events - eventsDone) / done) * elapsed)} left`);
  }
  return `${title}: ${parts.join(" · ")}`;
}

function bar({ step, owners, ownersDone, events, eventsDone }: Progress): string {
  if (step !== "copying") return "";
  const share = events > 0 ? eventsDone / events : owners > 0 ? ownersDone / owners : 0;
  const filled = Math.round(Math.min(1, share) * width);
  return `[${"█".repeat(filled)}${"░".repeat(width - filled)}] `;
}

/** Shows how far a move is: a bar on a terminal, a line now and then elsewhere. */
export class ProgressView {
  #step: Progress["step"] | undefined;
  #shown = 0;
  #began = 0;
  #before = 0;
  #isOpen = false;

  constructor(
    private readonly stream: Pick<NodeJS.WriteStream, "write" | "isTTY" | "columns">,
    private readonly now: () => number = () => performance.now(),
  ) {}

  show(progress: Progress): void {
    const now = this.now();
    const isNew = progress.step !== this.#step;
    if (isNew) {
      this.end();
      this.#step = progress.step;
      this.#began = now;
      this.#before = progress.eventsDone;
    } else if (now - this.#shown < (this.stream.isTTY ? barEvery : lineEvery)) return;
    this.#shown = now;
    const text = describe(progress, now - this.#began, this.#before);
    if (!this.stream.isTTY) {
      this.stream.write(`${text}\n`);
      return;
    }
    this.#isOpen = true;
    this.stream.write(`\r\u001b[K${`${bar(progress)}${text}`.slice(0, (this.stream.columns || 120) - 1)}`);
  }

  /** Leaves what is shown, and goes to the next line. */
  end(): void {
    if (this.#isOpen) this.stream.write("\n");
    this.#isOpen = false;
  }
}
