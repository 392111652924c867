import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Document } from "../platform/documents";
import { Version } from "../platform/version";
import { downgradeTaskReply, upgradeTaskFields, upgradeTaskRequest } from "./legacy";

const version = Version.of;

/** What the store makes of upgraded fields, as far as shims look at it. */
function stored({
  legacy_hyperparams,
  legacy_configuration,
  ...fields
}: ReturnType<typeof upgradeTaskFields>): Document {
  const hyperparams: Record<string, Document> = {};
  for (const item of legacy_hyperparams ?? []) {
    hyperparams[item.section] = { ...hyperparams[item.section], [item.name]: item };
  }
  const configuration = Object.fromEntries((legacy_configuration ?? []).map((item) => [item.name, item]));
  return { hyperparams, configuration, execution: { test_split: 0, parameters: {}, model_desc: {} }, ...fields };
}

describe("old writes", () => {
  const name = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text !== "__proto__");
  const parameters = fc.dictionary(
    fc.oneof(
      name,
      name.map((text) => `TF_DEFINE/${text}`),
    ),
    fc.string(),
  );

  it("come back as they were written, to clients of the same version", () => {
    fc.assert(
      fc.property(parameters, parameters, fc.constantFrom("2.1", "2.4", "2.8"), (written, model_desc, asked) => {
        const fields = upgradeTaskFields(version(asked), { execution: { parameters: written, model_desc } });
        expect(fields).not.toHaveProperty("execution.parameters");
        const { execution } = downgradeTaskReply(version(asked), stored({ ...fields, execution: undefined })) as {
          execution?: { parameters?: Document; model_desc?: Document };
        };
        expect(execution?.parameters ?? {}).toEqual(written);
        expect(execution?.model_desc ?? {}).toEqual(model_desc);
      }),
    );
  });

  it("put models, containers and system words where they belong now, and keep the rest", () => {
    expect(
      upgradeTaskFields(version("2.2"), {
        tags: ["archived", "mine", "annotated-by-me"],
        execution: { model: "m", docker_cmd: "  image:2  --ipc=host -e A=1 ", framework: "torch", parameters: null },
        output: { model: "dropped" },
      }),
    ).toEqual({
      tags: ["mine"],
      system_tags: ["archived", "annotated-by-me"],
      execution: { framework: "torch" },
      models: { input: [{ name: "Input Model", model: "m" }] },
      container: { image: "image:2", arguments: "--ipc=host -e A=1" },
    });
    expect(upgradeTaskFields(version("2.12"), { execution: { model: "" } })).toMatchObject({ models: { input: [] } });
    expect(upgradeTaskFields(version("2.12"), { execution: { parameters: { a: "1" } } })).toEqual({
      execution: { parameters: { a: "1" } },
    });
  });

  it("pass unchanged from today's clients", () => {
    const fields = { tags: ["archived"], execution: { model: "m", parameters: { a: "1" } }, output: { model: "x" } };
    expect(upgradeTaskFields(version("2.13"), fields)).toEqual(fields);
  });
});

describe("old replies", () => {
  const task = {
    tags: ["mine"],
    system_tags: ["development"],
    models: { input: [{ model: "in" }, { model: "second" }], output: [{ model: "first" }, { model: "last" }] },
    container: { image: "image", arguments: "--gpus all" },
    hyperparams: { Args: { old: { value: "1", type: "legacy" }, modern: { value: "2" } } },
    execution: { parameters: {}, framework: "torch" },
  };

  it("show what that version knew, beside what is new", () => {
    expect(downgradeTaskReply(version("2.13"), task)).toBe(task);
    const middle = downgradeTaskReply(version("2.12"), task);
    expect(middle).toEqual({
      ...task,
      execution: { parameters: {}, framework: "torch", model: "in", docker_cmd: "image --gpus all" },
      output: { model: "last" },
    });
    expect(downgradeTaskReply(version("2.8"), task)).toMatchObject({ execution: { parameters: { old: "1" } } });
    expect(downgradeTaskReply(version("2.2"), task)).toMatchObject({ tags: ["development", "mine"] });
  });

  it("add nothing to what was not asked for", () => {
    expect(downgradeTaskReply(version("2.4"), { id: "x", name: "n" })).toEqual({ id: "x", name: "n" });
    const empty = { models: { input: [], output: [] }, container: {}, hyperparams: {}, configuration: {} };
    expect(downgradeTaskReply(version("2.4"), empty)).toEqual(empty);
  });
});

describe("old queries", () => {
  it("have today's paths, whatever sign they carry", () => {
    expect(
      upgradeTaskRequest(version("2.8"), {
        "execution.parameters.lr.value": ["1"],
        "execution.parameters.TF_DEFINE/steps.value": ["2"],
        "execution.parametersX": ["stays"],
        only_fields: ["-execution.parameters", "execution.model_desc.design", "execution.docker_cmd", "name"],
        order_by: "-execution.parameters.lr",
        tags: ["-archived"],
      }),
    ).toEqual({
      "hyperparams.Args.lr.value": ["1"],
      "hyperparams.TF_DEFINE.steps.value": ["2"],
      "execution.parametersX": ["stays"],
      only_fields: ["-hyperparams", "configuration.design", "container", "name"],
      order_by: "-hyperparams.Args.lr",
      tags: ["-archived"],
    });
  });

  it("change only where the version was another", () => {
    const query = { only_fields: ["execution.parameters", "execution.docker_cmd"], tags: ["-archived", "mine", "-x"] };
    expect(upgradeTaskRequest(version("2.13"), query)).toBe(query);
    expect(upgradeTaskRequest(version("2.9"), query).only_fields).toEqual(["execution.parameters", "container"]);
    expect(upgradeTaskRequest(version("2.2"), query)).toMatchObject({
      tags: ["mine", "-x"],
      system_tags: ["-archived"],
    });
  });

  it("survive junk", () => {
    for (const junk of [null, 5, {}, [null, 5, {}]]) {
      const query = { only_fields: junk, order_by: junk, tags: junk, system_tags: junk };
      expect(upgradeTaskRequest(version("2.1"), query)).toEqual(query);
    }
  });
});
