"use client";

import { ArrowRight, Download } from "lucide-react";
import Link from "next/link";
import { Tag } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { modelHref } from "@/features/models/columns";
import { useSession } from "@/features/session/session";
import { downloadHref, fileHref, fileName } from "@/lib/file-href";
import type { TaskModel } from "@/lib/wire";
import { Fact } from "./artifact-view";

/** A model that the run read or made; its own page tells the rest. */
export function ModelView({ model: entry, side }: { model: TaskModel; side: "input" | "output" }) {
  const { addresses } = useSession();
  const { model } = entry;
  const href = fileHref(model?.uri, addresses);
  const deleted = !model?.id || model.id.startsWith("__DELETED__");
  return (
    <article aria-label={model?.name ?? entry.name} className="flex min-w-0 flex-col gap-4">
      <header className="flex flex-wrap items-center gap-2 border-b border-line pb-2">
        <h2 className="min-w-0 flex-1 truncate text-base font-semibold">{model?.name ?? entry.name}</h2>
        {href && (
          <Button asChild size="sm">
            <a href={downloadHref(href)} download={fileName(model?.uri ?? "")} rel="noreferrer noopener">
              <Download /> Download
            </a>
          </Button>
        )}
        {!deleted && (
          <Button asChild size="sm" variant="primary">
            <Link href={modelHref({ id: model.id, project: model.project })}>
              Open the model <ArrowRight />
            </Link>
          </Button>
        )}
      </header>
      {deleted && <p className="text-sm text-muted">The model was deleted.</p>}
      <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-y-1 text-sm">
        <Fact name="Used as">{side === "input" ? "Input" : "Output"}</Fact>
        <Fact name="Name here">{entry.name}</Fact>
        <Fact name="Framework">{model?.framework}</Fact>
        <Fact name="Id" copy={model?.id}>
          {model?.id && <span className="font-mono text-xs">{model.id}</span>}
        </Fact>
        <Fact name="Address" copy={model?.uri}>
          {model?.uri && <span className="font-mono text-xs break-all">{model.uri}</span>}
        </Fact>
        <Fact name="Tags">
          {(model?.tags?.length ?? 0) > 0 && (
            <span className="flex flex-wrap gap-1">
              {model?.tags?.map((tag) => (
                <Tag key={tag}>{tag}</Tag>
              ))}
            </span>
          )}
        </Fact>
      </dl>
    </article>
  );
}
