"use client";

import { useState } from "react";
import { CodeEditor } from "@/components/code/code-editor";
import { CopyButton } from "@/components/ui/copy-button";
import { Select } from "@/components/ui/select";
import { formatCount } from "@/lib/format/numbers";
import { Editable } from "../editing/editable";
import { useRun } from "../run-context";
import { TextForm } from "./text-form";

/** Names of the lists that the SDK and agents write. */
const NAMES: Readonly<Record<string, string>> = {
  pip: "pip",
  org_pip: "pip, as first recorded",
  conda: "conda",
  org_conda: "conda, as first recorded",
  poetry: "poetry",
};

/** Requirements as text; they come as one text, a list of lines, or (conda) a document. */
function requirementText(value: unknown): string {
  if (typeof value === "string") return value.trim();
  if (Array.isArray(value)) return value.map(String).join("\n");
  return value === null || value === undefined ? "" : JSON.stringify(value, null, 2);
}

/** What is installed before the run starts. */
export function Packages(props: { requirements: Readonly<Record<string, unknown>>; editable: boolean }) {
  const { id: task } = useRun();
  const lists = Object.keys(props.requirements)
    .filter((key) => requirementText(props.requirements[key]) !== "")
    .sort(
      (one, other) => Number(one.startsWith("org_")) - Number(other.startsWith("org_")) || one.localeCompare(other),
    );
  const [chosen, setChosen] = useState<string | null>(null);
  const list = chosen !== null && lists.includes(chosen) ? chosen : (lists[0] ?? "pip");
  const text = requirementText(props.requirements[list]);
  const count = text.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("#")).length;
  return (
    <Editable
      title="Packages"
      hint={text !== "" && `${formatCount(count)} from ${NAMES[list] ?? list}`}
      actions={
        <>
          {lists.length > 1 && (
            <Select
              size="sm"
              label="List of packages"
              value={list}
              onValueChange={setChosen}
              options={lists.map((key) => ({ value: key, label: NAMES[key] ?? key }))}
            />
          )}
          {text !== "" && <CopyButton text={text} label="Copy the packages" />}
        </>
      }
      editable={props.editable}
      edit={(close) => (
        <TextForm
          label="Packages"
          text={text}
          language="ini"
          save={(api, next) =>
            api.tasks.edit.mutate({ task, script: { requirements: { ...props.requirements, [list]: next } } })
          }
          onClose={close}
        />
      )}
    >
      {text === "" ? (
        <p className="text-sm text-muted">None were recorded: an agent would install what the repository asks for.</p>
      ) : (
        <CodeEditor label="Packages" text={text} language="ini" className="max-h-72" />
      )}
    </Editable>
  );
}
