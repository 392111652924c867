// What every engine must do. Each engine's test calls describeLauncher; what an engine cannot do has its reason in the options.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConsolePlace, ConsoleRecord, Launcher, RunEnd, RunSpec, Stream } from "../src/launcher/launcher";
import { type ContainerOptions, mergeOptions, NO_OPTIONS } from "../src/launcher/options";

/** An engine under test. */
export interface Subject {
  /** A new client of the engine, as after a restart of this program. Clients with one agent's name see the same runs. */
  open(agent: string): Launcher;
  /** An image with a POSIX shell. */
  readonly image: string;
  /** What every container needs on this engine. */
  readonly options?: ContainerOptions;
  close(): Promise<void>;
}

/** What an engine cannot do, with the reason. */
export interface Limits {
  /** Both streams arrive as one, stdout. */
  readonly oneStream?: string;
  /** It does not measure. */
  readonly noUsage?: string;
  /** Memory is not limited. */
  readonly noMemoryLimit?: string;
  /** Images have no meaning. */
  readonly noImages?: string;
}

const newId = () => randomUUID().replaceAll("-", "");
const never = new AbortController().signal;

/** The conformance suite of {@link Launcher}. */
export function describeLauncher(name: string, open: () => Promise<Subject>, limits: Limits = {}): void {
  describe(name, () => {
    let subject: Subject;
    let launcher: Launcher;
    const agent = `test-${newId().slice(0, 8)}`;
    const started: string[] = [];
    beforeAll(async () => {
      subject = await open();
      launcher = subject.open(agent);
    }, 120_000);
    afterAll(async () => {
      await Promise.all(started.map((id) => launcher.remove(id)));
      await launcher.close();
      await subject.close();
    }, 60_000);

    const specOf = (script: string, { options = NO_OPTIONS, ...more }: Partial<RunSpec> = {}): RunSpec => ({
      id: newId(),
      task: newId(),
      image: subject.image,
      script,
      environment: {},
      options: mergeOptions(subject.options ?? NO_OPTIONS, options),
      ...more,
    });
    const start = async (script: string, more: Partial<RunSpec> = {}): Promise<string> => {
      const spec = specOf(script, more);
      started.push(spec.id);
      await launcher.start(spec);
      return spec.id;
    };
    const records = async (id: string, after: ConsolePlace = {}, from = launcher): Promise<ConsoleRecord[]> => {
      const all: ConsoleRecord[] = [];
      for await (const record of from.console(id, after, never)) all.push(record);
      return all;
    };
    const text = (all: readonly ConsoleRecord[], stream?: Stream) =>
      Buffer.concat(all.filter((one) => !stream || one.stream === stream).map(({ data }) => data)).toString();
    const ended = async (id: string, from = launcher): Promise<RunEnd> => {
      const end = async () => (await from.state(id))?.end;
      await expect.poll(end, { timeout: 30_000, interval: 50 }).toBeDefined();
      return (await end()) as RunEnd;
    };

    it("says what answers", async () => {
      expect(await launcher.check()).toMatch(/\w/);
    });

    it("runs a program: console, environment, end", async () => {
      const id = await start('echo "hello $NAME of $PLACE"; echo oops >&2; exit 3', {
        environment: { NAME: "Ada Lovelace", PLACE: "here" },
        options: { ...NO_OPTIONS, environment: { PLACE: "nowhere" } },
      });
      const before = Date.now();
      const all = await records(id);
      expect(await ended(id)).toMatchObject({ exitCode: 3, outOfMemory: false });
      if (limits.oneStream) expect(text(all).split("\n").sort()).toEqual(["", "hello Ada Lovelace of here", "oops"]);
      else {
        expect(text(all, "stdout")).toBe("hello Ada Lovelace of here\n");
        expect(text(all, "stderr")).toBe("oops\n");
      }
      for (const { time } of all) expect(Math.abs(time - before)).toBeLessThan(60_000);
    });

    it("knows its runs by task, each in its phase", async () => {
      const task = newId();
      const long = await start("sleep 60", { task });
      const short = await start("true", { task });
      await ended(short);
      const phaseOf = async (id: string) => (await launcher.list()).find((run) => run.id === id);
      expect(await phaseOf(long)).toMatchObject({ task, phase: "running" });
      expect(await phaseOf(short)).toMatchObject({ task, phase: "ended", end: { exitCode: 0 } });
      await launcher.stop(long, 0);
    });

    it("starts once, however often it is asked", async () => {
      const spec = specOf("echo started; sleep 1");
      started.push(spec.id);
      await Promise.all([launcher.start(spec), launcher.start(spec)]);
      await launcher.start(spec);
      expect(text(await records(spec.id))).toBe("started\n");
      await ended(spec.id);
      await launcher.start(spec);
      await sleep(500);
      expect(text(await records(spec.id))).toBe("started\n");
      expect((await launcher.state(spec.id))?.phase).toBe("ended");
    });

    it("goes on with a console from any place, without a gap or a repetition", async () => {
      const script =
        "i=0; while [ $i -lt 40 ]; do echo out $i; echo err $i >&2; i=$((i+1)); done; printf 'no end of line'";
      const id = await start(script);
      const whole = await records(id);
      await ended(id);
      for (const cut of [0, 1, 7, whole.length - 1, whole.length]) {
        const place: Partial<Record<Stream, string>> = {};
        for (const { stream, position } of whole.slice(0, cut)) place[stream] = position;
        const rest = await records(id, place);
        for (const stream of ["stdout", "stderr"] as const) {
          expect(text([...whole.slice(0, cut), ...rest], stream)).toBe(text(whole, stream));
        }
      }
      expect(text(whole)).toContain("no end of line");
    });

    it("hands its runs over to the next process", async () => {
      const id = await start("echo one; sleep 2; echo two; exit 5");
      const first = launcher.console(id, {}, never)[Symbol.asyncIterator]();
      const { value: record } = await first.next();
      await first.return?.();
      const next = subject.open(agent);
      expect((await next.list()).find((run) => run.id === id)?.phase).toBe("running");
      expect(text(await records(id, { stdout: (record as ConsoleRecord).position }, next))).toBe("two\n");
      expect(await ended(id, next)).toMatchObject({ exitCode: 5 });
      await next.close();
    });

    it("keeps the runs of another agent apart", async () => {
      const other = subject.open(`${agent}-other`);
      const id = await start("true");
      expect((await other.list()).map((run) => run.id)).not.toContain(id);
      await other.close();
    });

    it("asks a run to end, and ends it when it does not", async () => {
      const polite = await start("trap 'echo bye; exit 0' TERM; echo ready; while true; do sleep 0.1; done");
      const stubborn = await start("trap '' TERM; echo ready; while true; do sleep 0.1; done");
      for (const id of [polite, stubborn]) {
        for await (const { data } of launcher.console(id, {}, never)) if (data.toString() === "ready\n") break;
      }
      await launcher.stop(polite, 20);
      expect(text(await records(polite))).toBe("ready\nbye\n");
      expect(await ended(polite)).toMatchObject({ exitCode: 0 });
      const before = Date.now();
      await launcher.stop(stubborn, 1);
      expect(await ended(stubborn)).toMatchObject({ exitCode: 137, outOfMemory: false });
      expect(Date.now() - before).toBeLessThan(15_000);
    });

    it("forgets a run, whatever it does; an unknown one is no error", async () => {
      const id = await start("sleep 60");
      await launcher.remove(id);
      await expect.poll(() => launcher.state(id), { timeout: 20_000 }).toBeNull();
      expect((await launcher.list()).map((run) => run.id)).not.toContain(id);
      await launcher.remove(id);
      await launcher.stop(id, 0);
      expect(await launcher.usage(id)).toBeNull();
      expect(await records(id)).toEqual([]);
    });

    it("carries much output, long lines and bytes that are no text", async () => {
      const id = await start(
        'i=0; while [ $i -lt 5000 ]; do echo "line $i of five thousand"; i=$((i+1)); done; ' +
          "head -c 300000 /dev/zero | tr '\\000' x; echo; printf '\\377\\376\\000end\\n'",
      );
      const all = Buffer.concat((await records(id)).map(({ data }) => data));
      const expected = [
        ...Array.from({ length: 5000 }, (_, line) => `line ${line} of five thousand\n`),
        `${"x".repeat(300_000)}\n`,
      ].join("");
      expect(all.subarray(0, expected.length).toString()).toBe(expected);
      expect([...all.subarray(expected.length)]).toEqual(
        [0xff, 0xfe, 0, ..."end\n"].map((one) => (typeof one === "string" ? one.charCodeAt(0) : one)),
      );
    });

    it("ends when its program ends, whatever that has left running", async () => {
      const id = await start("(sleep 60; echo late) & echo gone; exit 0");
      const before = Date.now();
      expect(await ended(id)).toMatchObject({ exitCode: 0 });
      expect(Date.now() - before).toBeLessThan(20_000);
      expect(text(await records(id))).toBe("gone\n");
    });

    it("stops reading a console when it is told to", async () => {
      const id = await start("echo ready; sleep 60");
      const control = new AbortController();
      const reading = (async () => {
        for await (const _ of launcher.console(id, {}, control.signal)) control.abort();
      })();
      await expect(reading).rejects.toThrow(/abort/i);
      expect((await launcher.state(id))?.phase).toBe("running");
      await launcher.stop(id, 0);
    });

    it.skipIf(limits.noUsage)(
      `measures what a run uses${limits.noUsage ? ` (not here: ${limits.noUsage})` : ""}`,
      async () => {
        const id = await start("echo ready; while true; do :; done");
        await expect
          .poll(async () => (await launcher.usage(id))?.cpuSeconds ?? 0, { timeout: 20_000 })
          .toBeGreaterThan(0.2);
        const usage = await launcher.usage(id);
        expect(usage?.memory).toBeGreaterThan(0);
        expect(usage?.cpus).toBeGreaterThan(0);
        await launcher.stop(id, 0);
        await ended(id);
        expect(await launcher.usage(id)).toBeNull();
      },
    );

    it.skipIf(limits.noMemoryLimit)(
      `says that a run has used up its memory${limits.noMemoryLimit ? ` (not here: ${limits.noMemoryLimit})` : ""}`,
      async () => {
        const id = await start("echo ready; x=0123456789; while true; do x=$x$x; done", {
          options: { ...NO_OPTIONS, memory: 32 * 1024 ** 2 },
        });
        expect(await ended(id)).toMatchObject({ outOfMemory: true, exitCode: 137 });
      },
    );

    it.skipIf(limits.noImages)(
      `refuses an image that is not there${limits.noImages ? ` (not here: ${limits.noImages})` : ""}`,
      async () => {
        const image = "limpid.invalid/no/such:image";
        const prepared = launcher.prepare(image, "never", () => {}, never);
        await expect(prepared).rejects.toMatchObject({ name: "RunRefused", reason: "image" });
      },
    );
  });
}
