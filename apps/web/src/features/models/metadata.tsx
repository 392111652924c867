"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/input";
import { describeError } from "@/lib/errors";
import { useTRPC } from "@/lib/trpc/client";
import type { Model, ModelMetadata } from "@/lib/wire";
import { Section } from "./section";

/** Keys and values that people and scripts keep with a model. They can be changed in every state. */
export function Metadata({ model }: { model: Model }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [edited, setEdited] = useState<ModelMetadata | "new" | null>(null);
  const items = Object.values(model.metadata ?? {}).sort((a, b) => a.key.localeCompare(b.key));
  const refresh = () => client.invalidateQueries(trpc.models.pathFilter());
  const remove = useMutation(
    trpc.models.delete_metadata.mutationOptions({
      onSuccess: refresh,
      onError: (error) => toast.error("The entry could not be removed", { description: describeError(error).reason }),
    }),
  );
  return (
    <Section
      title="Metadata"
      actions={
        <Button size="sm" onClick={() => setEdited("new")}>
          <Plus /> Add
        </Button>
      }
    >
      {items.length === 0 ? (
        <p className="border-y border-line py-3 text-sm text-muted">Nothing is noted of this model yet.</p>
      ) : (
        <table className="w-full table-fixed text-sm">
          <thead className="text-left text-xs text-faint">
            <tr className="border-b border-line [&_th]:py-1 [&_th]:font-normal">
              <th className="w-1/3">Key</th>
              <th>Value</th>
              <th className="w-24">Type</th>
              <th className="w-16">
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.key} className="group border-b border-line hover:bg-hover [&_td]:py-1">
                <td className="truncate text-muted" title={item.key}>
                  {item.key}
                </td>
                <td className="truncate font-mono text-xs" title={item.value}>
                  {item.value}
                </td>
                <td className="truncate text-muted">{item.type}</td>
                <td className="text-right whitespace-nowrap opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
                  <Button
                    variant="ghost"
                    size="icon-sm"
                    className="size-6"
                    aria-label={`Edit ${item.key}`}
                    onClick={() => setEdited(item)}
                  >
                    <Pencil />
                  </Button>
                  <Button
                    variant="ghost"
                    size="icon-sm"
                    className="size-6"
                    aria-label={`Remove ${item.key}`}
                    onClick={() => remove.mutate({ model: model.id, keys: [item.key] })}
                  >
                    <Trash2 />
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {edited && (
        <MetadataDialog
          model={model}
          item={edited === "new" ? null : edited}
          onSaved={refresh}
          onClose={() => setEdited(null)}
        />
      )}
    </Section>
  );
}

function MetadataDialog(props: {
  model: Model;
  item: ModelMetadata | null;
  onSaved: () => Promise<void>;
  onClose: () => void;
}) {
  const { model, item, onClose } = props;
  const trpc = useTRPC();
  const [error, setError] = useState<string>();
  const save = useMutation(
    trpc.models.add_or_update_metadata.mutationOptions({
      onSuccess: async () => {
        await props.onSaved();
        onClose();
      },
      onError: (failure) => setError(describeError(failure).reason),
    }),
  );
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const key = item?.key ?? String(form.get("key")).trim();
    if (!item && model.metadata?.[key]) return setError("There is an entry of this name.");
    setError(undefined);
    save.mutate({
      model: model.id,
      metadata: [{ key, value: String(form.get("value")), type: String(form.get("type")).trim() || "str" }],
    });
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={item ? `Edit ${item.key}` : "New metadata"}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={save.isPending}>
            Save
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {!item && (
          <Field label="Key" htmlFor="metadata-key" error={error}>
            <Input id="metadata-key" name="key" required autoFocus />
          </Field>
        )}
        <Field label="Value" htmlFor="metadata-value" error={item ? error : undefined}>
          <Input id="metadata-value" name="value" defaultValue={item?.value} autoFocus={item !== null} />
        </Field>
        <Field label="Type" htmlFor="metadata-type" hint="A word of your own: str, float, url">
          <Input id="metadata-type" name="type" defaultValue={item?.type ?? "str"} />
        </Field>
      </div>
    </Dialog>
  );
}
