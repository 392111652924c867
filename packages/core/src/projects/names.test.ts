import { Prisma } from "@limpid/db";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../platform/ids";
import { createTestApp, type TestApp } from "../testing";

let t: TestApp;
let projects: string[];
/** With the tasks that all projects have, more than are asked for all their names. */
const CROWD = 120;

beforeAll(async () => {
  t = await createTestApp();
  const create = async (name: string) => (await t.call<{ id: string }>("projects.create", { name })).id;
  projects = [await create("one"), await create("two"), await create("one/below")];
  for (const project of projects.slice(0, 2)) {
    const ids = Array.from({ length: CROWD }, newId);
    await t.app.db.task.createMany({ data: ids.map((id) => row(id, project)) });
    await t.app.db.taskHyperparam.createMany({
      data: ids.map((task) => ({ task, section: "Args", name: "common", value: "1" })),
    });
  }
});
afterAll(() => t.close());

function row(id: string, project: string | null) {
  const { user, company } = t.user;
  return { id, user, company, project, name: "a task", type: "training", status: "created", created: new Date() };
}

interface Step {
  readonly what: "add" | "remove" | "move" | "delete" | "hide";
  readonly task: number;
  readonly project: number;
  readonly name: number;
}

/** One step of the life of a few tasks. Tasks begin in the first project. */
async function take({ what, project, name }: Step, id: string): Promise<void> {
  const { db } = t.app;
  const hyperparam = { task: id, section: "Args", name: `own ${name}` };
  const metric = { owner: id, metric_hash: `hash ${name}`, variant_hash: "v", metric: `m${name}`, variant: "v" };
  switch (what) {
    case "add":
      await db.taskHyperparam.createMany({ data: [{ ...hyperparam, value: "1" }], skipDuplicates: true });
      await db.lastMetric.createMany({ data: [metric], skipDuplicates: true });
      break;
    case "remove":
      await db.taskHyperparam.deleteMany({ where: hyperparam });
      await db.lastMetric.deleteMany({ where: { owner: id, metric_hash: metric.metric_hash } });
      break;
    case "move":
      await db.task.updateMany({ where: { id }, data: { project: projects[project] ?? null } });
      break;
    case "delete":
      await db.task.deleteMany({ where: { id } });
      await db.taskHyperparam.deleteMany({ where: { task: id } });
      await db.lastMetric.deleteMany({ where: { owner: id } });
      break;
    case "hide":
      await db.task.updateMany({ where: { id }, data: { company: "another company" } });
  }
}

describe("names of hyperparameters and metrics", () => {
  const step = fc.record({
    what: fc.constantFrom<Step["what"][]>("add", "add", "add", "remove", "move", "delete", "hide"),
    task: fc.nat(2),
    project: fc.nat(3),
    name: fc.nat(3),
  });

  it("are those of the tasks as they are, whatever became of them", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const ids = [newId(), newId(), newId()];
        await t.app.db.task.createMany({ data: ids.map((id) => row(id, projects[0] ?? null)) });
        for (const one of steps) await take(one, ids[one.task] ?? "");
        for (const project of [...projects, undefined]) {
          for (const include_subprojects of [true, false]) {
            const request = { project, include_subprojects };
            const { parameters } = await t.call<{ parameters: unknown }>("projects.get_hyper_parameters", request);
            const { metrics } = await t.call<{ metrics: unknown }>("projects.get_unique_metric_variants", request);
            expect({ parameters, metrics }).toEqual(await everyName(project, include_subprojects));
          }
        }
        for (const id of ids) await take({ what: "delete", task: 0, project: 0, name: 0 }, id);
      }),
      { numRuns: 25 },
    );
  });

  it("of models are no names of tasks", async () => {
    const { user, company } = t.user;
    const model = { id: newId(), user, company, name: "a model", created: new Date(), project: projects[2] ?? null };
    await t.app.db.model.create({ data: { ...model, uri: "", ready: true } });
    await t.app.db.lastMetric.create({
      data: { owner: model.id, metric_hash: "of a model", variant_hash: "v", metric: "m", variant: "v" },
    });
    const ask = async (model_metrics: boolean) =>
      (
        await t.call<{ metrics: unknown[] }>("projects.get_unique_metric_variants", {
          project: projects[2],
          model_metrics,
        })
      ).metrics;
    expect(await ask(true)).toEqual([{ metric: "m", metric_hash: "of a model", variant: "v", variant_hash: "v" }]);
    expect(await ask(false)).toEqual([]);
  });

  it("leave the catalogue with their project", async () => {
    const { id: project } = await t.call<{ id: string }>("projects.create", { name: "to go" });
    await t.call("tasks.create", {
      name: "a task",
      type: "training",
      project,
      hyperparams: { Args: { lr: { section: "Args", name: "lr", value: "1" } } },
    });
    expect(await t.app.db.projectHyperparam.count({ where: { project } })).toBe(1);
    await t.call("projects.delete", { project, force: true });
    expect(await t.app.db.projectHyperparam.count({ where: { project } })).toBe(0);
    expect(await t.app.db.projectHyperparam.count({ where: { project: "", name: "lr" } })).toBe(1);
  });
});

/** The same read off all tasks. */
async function everyName(project: string | undefined, below: boolean) {
  const ids = project === projects[0] && below ? [projects[0], projects[2]] : [project];
  const inside = project ? Prisma.sql`AND t.project = ANY(${ids}::text[])` : Prisma.empty;
  const { db } = t.app;
  return {
    parameters: await db.$queryRaw(Prisma.sql`
      SELECT DISTINCT p.section, p.name FROM task_hyperparams AS p JOIN tasks AS t ON t.id = p.task
      WHERE t.company = ${t.user.company} ${inside} ORDER BY 1, 2`),
    metrics: await db.$queryRaw(Prisma.sql`
      SELECT DISTINCT metric, metric_hash, variant, variant_hash FROM last_metrics JOIN tasks AS t ON t.id = owner
      WHERE t.company = ${t.user.company} ${inside} ORDER BY 1, 3`),
  };
}
