"use client";

import { ExternalLink } from "lucide-react";
import { type ReactNode, useState } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { Field, Input } from "@/components/ui/input";
import type { Script } from "@/lib/wire";
import { Editable, SaveBar, useSaveRun } from "../editing/editable";
import { useRun } from "../run-context";
import { commitPage, repositoryPage } from "./repository";

/** Where the code comes from, and what of it is run. */
export function Source(props: { script: Script; destination: string | undefined; editable: boolean }) {
  const { script, destination } = props;
  const page = repositoryPage(script.repository);
  const commit = commitPage(script.repository, script.version_num);
  const known = [
    script.repository,
    script.entry_point,
    script.version_num,
    script.branch,
    script.working_dir,
    destination,
  ];
  return (
    <Editable
      title="Source"
      editable={props.editable}
      edit={(close) => <SourceForm script={script} destination={destination ?? ""} onClose={close} />}
    >
      {known.some(Boolean) ? (
        <dl className="grid grid-cols-[8rem_minmax(0,1fr)] gap-y-1 text-sm">
          <Part name="Repository" text={script.repository}>
            {page ? <Outside href={page}>{script.repository}</Outside> : script.repository}
          </Part>
          <Part name="Branch" text={script.branch} />
          <Part name="Tag" text={script.tag} />
          <Part name="Commit" text={script.version_num}>
            {commit ? <Outside href={commit}>{script.version_num}</Outside> : script.version_num}
          </Part>
          <Part name="Entry point" text={script.entry_point} />
          <Part name="Working folder" text={script.working_dir} />
          <Part name="Interpreter" text={script.binary} />
          <Part name="Output" text={destination} />
        </dl>
      ) : (
        <p className="text-sm text-muted">The run has no code of its own: it was made without a script.</p>
      )}
    </Editable>
  );
}

function Part({ name, text, children }: { name: string; text: string | undefined; children?: ReactNode }) {
  if (!text) return null;
  return (
    <>
      <dt className="leading-6 text-muted">{name}</dt>
      <dd className="group/part flex min-h-6 min-w-0 items-center gap-1 font-mono text-xs">
        <span className="min-w-0 break-all">{children ?? text}</span>
        <CopyButton
          text={text}
          label={`Copy ${name}`}
          className="size-6 opacity-0 group-hover/part:opacity-100 focus-visible:opacity-100 [&_svg]:size-3.5"
        />
      </dd>
    </>
  );
}

function Outside({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noreferrer noopener" className="text-accent hover:underline">
      {children} <ExternalLink aria-hidden className="inline size-3" />
    </a>
  );
}

const FIELDS = [
  ["repository", "Repository", "https://github.com/acme/vision.git"],
  ["branch", "Branch", "main"],
  ["version_num", "Commit", "empty: the newest of the branch"],
  ["tag", "Tag", ""],
  ["entry_point", "Entry point", "train.py, or -m package.module"],
  ["working_dir", "Working folder", "."],
  ["binary", "Interpreter", "python3"],
] as const;

function SourceForm(props: { script: Script; destination: string; onClose: () => void }) {
  const { id: task } = useRun();
  const initial = Object.fromEntries(FIELDS.map(([key]) => [key, props.script[key] ?? ""]));
  const [script, setScript] = useState(initial);
  const [destination, setDestination] = useState(props.destination);
  const { save, saving } = useSaveRun("The source", props.onClose);
  const changed = Object.fromEntries(Object.entries(script).filter(([key, value]) => value !== initial[key]));
  const dirty = Object.keys(changed).length > 0 || destination !== props.destination;
  const store = () =>
    save((api) =>
      api.tasks.edit.mutate({
        task,
        script: changed,
        ...(destination === props.destination ? {} : { output_dest: destination }),
      }),
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (dirty) store();
      }}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        {FIELDS.map(([key, label, placeholder]) => (
          <Field key={key} label={label} htmlFor={`source-${key}`}>
            <Input
              id={`source-${key}`}
              value={script[key]}
              placeholder={placeholder}
              onChange={(event) => setScript({ ...script, [key]: event.target.value })}
              className="font-mono text-xs"
            />
          </Field>
        ))}
        <Field label="Output" htmlFor="source-output">
          <Input
            id="source-output"
            value={destination}
            placeholder="s3://bucket/folder; empty: the file server"
            onChange={(event) => setDestination(event.target.value)}
            className="font-mono text-xs"
          />
        </Field>
      </div>
      <SaveBar saving={saving} dirty={dirty} onCancel={props.onClose} onSave={store} />
      <button type="submit" hidden />
    </form>
  );
}
