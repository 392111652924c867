"use client";

import { useQuery } from "@tanstack/react-query";
import { ExternalLink, FileQuestion } from "lucide-react";
import { parse } from "papaparse";
import { type ReactNode, useMemo } from "react";
import { CodeEditor } from "@/components/code/code-editor";
import { languageOf } from "@/components/code/language";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/state";
import { formatBytes } from "@/lib/format/numbers";
import { DataGrid } from "./data-grid";
import { previewKind } from "./kind";
import { LOOK, readText } from "./read-text";
import { SandboxedFrame } from "./sandboxed-frame";

/**
 * A stored file as it can be looked at: picture, sound, film, page (sandboxed), table, text. `fallback` stands for what cannot be shown.
 * @param href where the browser gets it (lib/file-href.ts).
 */
export function FilePreview(props: { href: string; name: string; contentType?: string; fallback?: ReactNode }) {
  const { href, name } = props;
  const kind = previewKind(name, props.contentType);
  // Our policy lets pages read from this origin only; pictures, sounds and films may come from elsewhere.
  if (!href.startsWith("/") && (kind === "page" || kind === "table" || kind === "text"))
    return <Elsewhere href={href} />;
  switch (kind) {
    case "image":
      return (
        <div className="grid place-items-center rounded-md border border-line bg-sunken p-3">
          {/* biome-ignore lint/performance/noImgElement: stored files are not optimised by Next */}
          <img src={href} alt={name} className="max-h-[70vh] max-w-full object-contain [image-rendering:auto]" />
        </div>
      );
    case "audio":
      return (
        // biome-ignore lint/a11y/useMediaCaption: samples of a run have none
        <audio src={href} controls preload="metadata" className="w-full max-w-xl" />
      );
    case "video":
      return (
        // biome-ignore lint/a11y/useMediaCaption: samples of a run have none
        <video src={href} controls preload="metadata" className="max-h-[70vh] max-w-full rounded-md" />
      );
    case "page":
      return <SandboxedFrame href={href} title={name} className="h-[70vh]" />;
    case "table":
      return <Text href={href} show={(text, cut) => <Table text={text} name={name} cut={cut} />} />;
    case "text":
      return (
        <Text
          href={href}
          show={(text, cut) => (
            <>
              <CodeEditor
                label={name}
                text={pretty(text, name, cut)}
                language={languageOf(name.replace(/\.gz$/i, ""))}
                className="max-h-[60vh]"
              />
              {cut && <CutNote />}
            </>
          )}
        />
      );
    default:
      return props.fallback ?? <NoPreview />;
  }
}

export function NoPreview() {
  return (
    <p className="flex items-center gap-2 text-sm text-muted">
      <FileQuestion className="size-4" /> Files of this kind cannot be shown here; download it to look inside.
    </p>
  );
}

function Elsewhere({ href }: { href: string }) {
  return (
    <p className="flex flex-wrap items-center gap-2 text-sm text-muted">
      The file is stored at {new URL(href).host}, outside of this server.
      <Button size="sm" asChild>
        <a href={href} target="_blank" rel="noreferrer noopener">
          <ExternalLink /> Open it there
        </a>
      </Button>
    </p>
  );
}

function Text({ href, show }: { href: string; show: (text: string, cut: boolean) => ReactNode }) {
  const query = useQuery({
    queryKey: ["file", href],
    queryFn: ({ signal }) => readText(href, signal),
    staleTime: 60_000,
    retry: false,
  });
  if (query.isPending) return <Skeleton className="h-64" />;
  if (query.isError)
    return (
      <ErrorState compact title="The file could not be read" error={query.error} onRetry={() => void query.refetch()} />
    );
  return show(query.data.text, query.data.cut);
}

function Table({ text, name, cut }: { text: string; name: string; cut: boolean }) {
  const [columns = [], ...rows] = useMemo(() => {
    const parsed = parse<string[]>(text, {
      skipEmptyLines: true,
      delimiter: /\.tsv(\.gz)?$/i.test(name) ? "\t" : undefined,
    }).data;
    // The last line of a part is a part of a line.
    return cut ? parsed.slice(0, -1) : parsed;
  }, [text, name, cut]);
  return (
    <>
      <DataGrid title={name} columns={columns} rows={rows} cut={cut} className="h-[60vh]" />
      {cut && <CutNote />}
    </>
  );
}

function CutNote() {
  return (
    <p className="mt-1 text-xs text-muted">
      Only the first {formatBytes(LOOK)} are shown; download the file for the rest.
    </p>
  );
}

/** JSON on one line is no reading. */
function pretty(text: string, name: string, cut: boolean): string {
  if (cut || !/\.json(\.gz)?$/i.test(name)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
