import { expect, it } from "vitest";
import { legacyLocation } from "./legacy-paths";

it.each([
  ["/projects/p1/experiments/t1/output/log", "/projects/p1/tasks/t1/console"],
  ["/projects/*/experiments/t1/output/log", "/projects/*/tasks/t1/console"],
  ["/projects/p1/tasks/t1/output/log", "/projects/p1/tasks/t1/console"],
  ["/projects/p1/experiments/t1/output/console", "/projects/p1/tasks/t1/console"],
  ["/projects/p1/experiments/t1/output/metrics/scalar?columns=x", "/projects/p1/tasks/t1/scalars?columns=x"],
  ["/projects/p1/experiments/t1/output/metrics/plots", "/projects/p1/tasks/t1/plots"],
  ["/projects/p1/experiments/t1/info-output/metrics/scalar", "/projects/p1/tasks/t1/scalars"],
  ["/projects/p1/experiments/t1/info-output/debugImages", "/projects/p1/tasks/t1/media"],
  ["/projects/p1/experiments/t1/execution", "/projects/p1/tasks/t1/code"],
  ["/projects/p1/experiments/t1/hyper-params/hyper-param/Args", "/projects/p1/tasks/t1/configuration"],
  ["/projects/p1/experiments/t1/hyper-params/configuration/General", "/projects/p1/tasks/t1/configuration"],
  ["/projects/p1/experiments/t1/artifacts/input-model/m1", "/projects/p1/tasks/t1/artifacts"],
  ["/projects/p1/experiments/t1/artifacts/other/log/output", "/projects/p1/tasks/t1/artifacts"],
  ["/projects/p1/experiments/t1/general", "/projects/p1/tasks/t1/overview"],
  ["/projects/p1/experiments/t1", "/projects/p1/tasks/t1/overview"],
  ["/projects/p1/tasks/t1", "/projects/p1/tasks/t1/overview"],
  ["/projects/p1/tasks/t1/", "/projects/p1/tasks/t1/overview"],
  ["/projects/p1/experiments/t1/output/what-is-this", "/projects/p1/tasks/t1/overview"],
  ["/projects/p1/experiments", "/projects/p1/runs"],
  ["/projects/p1/tasks?order=-name", "/projects/p1/runs?order=-name"],
  ["/projects/p1/projects", "/projects/p1"],
  ["/projects/*/compare-tasks;ids=a,b/scalars/graph?scalars=x", "/projects/*/compare?ids=a,b&scalars=x"],
  ["/projects/p1/compare-experiments;ids=a", "/projects/p1/compare?ids=a"],
  ["/projects/p1/models/m1/general", "/projects/p1/models/m1"],
  ["/reports/p1/r1", "/reports/r1"],
  ["/pipelines/p1/experiments/t1", "/pipelines/p1/runs/t1"],
  ["/pipelines/p1/tasks/t1/details", "/pipelines/p1/runs/t1"],
  ["/pipelines/p1/tasks", "/pipelines/p1"],
  ["/datasets/simple/p1/experiments/t1", "/datasets/p1/versions/t1"],
  ["/datasets/simple/p1/tasks", "/datasets/p1"],
  ["/workers-and-queues/workers", "/workers"],
  ["/workers-and-queues/queues", "/workers/queues"],
  ["/dashboard", "/"],
  ["/settings/workspace-configuration", "/settings/keys"],
])("%s → %s", (from, to) => expect(legacyLocation(from)).toBe(to));

it.each([
  "/",
  "/projects",
  "/projects/p1",
  "/projects/p1/runs",
  "/pipelines/p1/runs/t1",
  "/datasets/p1/versions/t1",
  "/reports/r1",
  "/projects/p1/tasks/t1/console",
  "/projects/*/tasks/t1/scalars?x=1",
  "/settings/keys",
  "/login",
])("%s stays", (path) => expect(legacyLocation(path)).toBeNull());

it("leads nowhere twice: every target stays", () => {
  for (const path of ["/projects/p/experiments/t/output/log", "/projects/p/experiments", "/dashboard"])
    expect(legacyLocation(legacyLocation(path) ?? "")).toBeNull();
});
