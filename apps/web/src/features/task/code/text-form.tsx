"use client";

import { useState } from "react";
import { CodeEditor } from "@/components/code/code-editor";
import type { Language } from "@/components/code/language";
import { type Api, SaveBar, useSaveRun } from "../editing/editable";

/** Edits one text of the run. */
export function TextForm(props: {
  label: string;
  text: string;
  language: Language;
  save: (api: Api, text: string) => Promise<unknown>;
  onClose: () => void;
}) {
  const [draft, setDraft] = useState(props.text);
  const { save, saving } = useSaveRun(props.label, props.onClose);
  const store = () => save((api) => props.save(api, draft));
  return (
    <>
      <CodeEditor
        label={props.label}
        text={draft}
        language={props.language}
        onChange={setDraft}
        onSave={store}
        className="h-[50vh]"
      />
      <SaveBar saving={saving} dirty={draft !== props.text} onCancel={props.onClose} onSave={store} />
    </>
  );
}
