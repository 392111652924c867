"use client";

import { useState } from "react";
import { CodeEditor } from "@/components/code/code-editor";
import { CopyButton } from "@/components/ui/copy-button";
import { Field, Input } from "@/components/ui/input";
import { Editable, SaveBar, useSaveRun } from "../editing/editable";
import { useRun } from "../run-context";

type Settings = Readonly<Record<string, string | null | undefined>>;

/** The container in which an agent runs the code. */
export function Container({ container, editable }: { container: Settings; editable: boolean }) {
  const image = container.image ?? "";
  const script = container.setup_shell_script ?? "";
  return (
    <Editable
      title="Container"
      editable={editable}
      edit={(close) => <ContainerForm container={container} onClose={close} />}
    >
      {image === "" && script === "" && !container.arguments ? (
        <p className="text-sm text-muted">None was asked for: the agent takes its own.</p>
      ) : (
        <div className="flex flex-col gap-3">
          <dl className="grid grid-cols-[8rem_minmax(0,1fr)] gap-y-1 text-sm">
            {(
              [
                ["Image", image],
                ["Arguments", container.arguments ?? ""],
              ] as const
            ).map(
              ([name, text]) =>
                text !== "" && (
                  <div key={name} className="contents">
                    <dt className="leading-6 text-muted">{name}</dt>
                    <dd className="flex min-h-6 items-center gap-1 font-mono text-xs break-all">
                      {text} <CopyButton text={text} label={`Copy ${name}`} className="size-6 [&_svg]:size-3.5" />
                    </dd>
                  </div>
                ),
            )}
          </dl>
          {script !== "" && <CodeEditor label="Setup script" text={script} language="shell" className="max-h-72" />}
        </div>
      )}
    </Editable>
  );
}

function ContainerForm({ container, onClose }: { container: Settings; onClose: () => void }) {
  const { id: task } = useRun();
  const initial = {
    image: container.image ?? "",
    arguments: container.arguments ?? "",
    setup_shell_script: container.setup_shell_script ?? "",
  };
  const [draft, setDraft] = useState(initial);
  const { save, saving } = useSaveRun("The container", onClose);
  const dirty = JSON.stringify(draft) !== JSON.stringify(initial);
  // The map is replaced whole: what others keep in it stays.
  const store = () =>
    save((api) =>
      api.tasks.edit.mutate({ task, container: { ...container, ...draft } as Record<string, string | null> }),
    );
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Image" htmlFor="container-image">
          <Input
            id="container-image"
            value={draft.image}
            placeholder="nvidia/cuda:12.4.1-runtime-ubuntu22.04"
            onChange={(event) => setDraft({ ...draft, image: event.target.value })}
            className="font-mono text-xs"
          />
        </Field>
        <Field label="Arguments" htmlFor="container-arguments">
          <Input
            id="container-arguments"
            value={draft.arguments}
            placeholder="--ipc=host -e KEY=value"
            onChange={(event) => setDraft({ ...draft, arguments: event.target.value })}
            className="font-mono text-xs"
          />
        </Field>
      </div>
      <p className="mt-3 mb-1.5 text-sm font-medium">Setup script</p>
      <CodeEditor
        label="Setup script"
        text={draft.setup_shell_script}
        language="shell"
        onChange={(text) => setDraft({ ...draft, setup_shell_script: text })}
        onSave={store}
        className="h-48"
      />
      <SaveBar saving={saving} dirty={dirty} onCancel={onClose} onSave={store} />
    </>
  );
}
