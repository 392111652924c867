"use client";

import { Plus, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { SaveBar, useSaveRun } from "../editing/editable";
import { useRun } from "../run-context";
import { type DraftRow, rowMistakes, type Section } from "./parameters";

/** Edits all parameters of a section: change, add, remove. Ctrl+Enter saves. */
export function SectionForm({ section, onClose }: { section: Section; onClose: () => void }) {
  const { id: task } = useRun();
  const initial = useRef<readonly DraftRow[]>(
    section.params.map(({ name, value = "", type, description }, key) => ({ key, name, value, type, description })),
  );
  const [rows, setRows] = useState<readonly DraftRow[]>(initial.current);
  const next = useRef(section.params.length);
  const { save, saving } = useSaveRun(section.name, onClose);
  const mistakes = rowMistakes(rows);
  const dirty = rows !== initial.current;
  const change = (key: number, fields: Partial<DraftRow>) =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...fields } : row)));
  const add = () => setRows([...rows, { key: next.current++, name: "", value: "" }]);
  const store = () => {
    if (mistakes.size > 0 || !dirty) return;
    save((api) =>
      rows.length === 0
        ? api.tasks.delete_hyper_params.mutate({ task, hyperparams: [{ section: section.name }] })
        : api.tasks.edit_hyper_params.mutate({
            task,
            replace_hyperparams: "section",
            hyperparams: rows.map(({ name, value, type, description }) => ({
              section: section.name,
              name: name.trim(),
              value,
              type,
              description,
            })),
          }),
    );
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        store();
      }}
      onKeyDown={(event) => {
        if (!(event.ctrlKey || event.metaKey) || event.key !== "Enter") return;
        event.preventDefault();
        store();
      }}
    >
      <ul className="flex flex-col gap-1.5">
        {rows.map((row) => (
          <li key={row.key} className="flex flex-wrap items-center gap-1.5">
            <Input
              aria-label="Name"
              value={row.name}
              aria-invalid={mistakes.has(row.key) ? true : undefined}
              title={mistakes.get(row.key)}
              onChange={(event) => change(row.key, { name: event.target.value })}
              className="min-w-32 flex-2 font-mono text-xs"
            />
            <Input
              aria-label={`Value of ${row.name || "the new parameter"}`}
              value={row.value}
              onChange={(event) => change(row.key, { value: event.target.value })}
              className="min-w-32 flex-3 font-mono text-xs"
            />
            <span className="hidden w-16 truncate text-xs text-faint sm:inline">{row.type}</span>
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={`Remove ${row.name || "the new parameter"}`}
              onClick={() => setRows(rows.filter(({ key }) => key !== row.key))}
            >
              <Trash2 />
            </Button>
          </li>
        ))}
      </ul>
      {rows.length === 0 && <p className="text-sm text-muted">Nothing is left: saving removes the section.</p>}
      {mistakes.size > 0 && (
        <p role="alert" className="mt-2 text-xs text-danger">
          {[...mistakes.values()][0]}
        </p>
      )}
      <SaveBar saving={saving} dirty={dirty && mistakes.size === 0} onCancel={onClose} onSave={store}>
        <Button size="sm" onClick={add}>
          <Plus /> Add parameter
        </Button>
      </SaveBar>
      <button type="submit" hidden />
    </form>
  );
}
