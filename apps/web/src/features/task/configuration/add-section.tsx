"use client";

import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/input";
import { useSaveRun } from "../editing/editable";
import { useRun } from "../run-context";

/** Gives a draft a new section, with the first parameter in it: empty ones do not exist. */
export function AddSection({ known }: { known: readonly string[] }) {
  const { id: task } = useRun();
  const [open, setOpen] = useState(false);
  const [error, setError] = useState<string>();
  const { save, saving } = useSaveRun("The section", () => setOpen(false));
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [section, name] = [String(form.get("section")).trim(), String(form.get("name")).trim()];
    if (!section || !name) return setError("Both names are needed.");
    if (known.includes(section)) return setError("There is a section of this name already.");
    setError(undefined);
    save((api) =>
      api.tasks.edit_hyper_params.mutate({ task, hyperparams: [{ section, name, value: String(form.get("value")) }] }),
    );
  }
  return (
    <>
      <Button variant="ghost" size="sm" onClick={() => setOpen(true)} className="mt-1">
        <Plus /> Add section
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="New section"
        onSubmit={submit}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button type="submit" variant="primary" disabled={saving}>
              Add
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-3">
          <Field label="Section" htmlFor="new-section" error={error}>
            <Input id="new-section" name="section" autoFocus placeholder="General" />
          </Field>
          <Field label="First parameter" htmlFor="new-name">
            <Input id="new-name" name="name" placeholder="lr" />
          </Field>
          <Field label="Its value" htmlFor="new-value">
            <Input id="new-value" name="value" placeholder="0.1" />
          </Field>
        </div>
      </Dialog>
    </>
  );
}
