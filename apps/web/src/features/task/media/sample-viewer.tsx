"use client";

import { ChevronDown, ChevronUp, Download, X } from "lucide-react";
import { Dialog } from "radix-ui";
import { FilePreview } from "@/components/preview/file-preview";
import { ImageView } from "@/components/preview/image-view";
import { previewKind } from "@/components/preview/kind";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/state";
import { useSession } from "@/features/session/session";
import { downloadHref, fileHref, fileName } from "@/lib/file-href";
import { metricLabel } from "../overview/main-metrics";
import { Scrubber } from "../samples/scrubber";
import { neighbourName, type SampleName } from "./samples";
import { useImageSample } from "./use-image-sample";

/** A sample on the whole screen: arrow keys left and right go through its iterations, up and down to other samples. */
export function SampleViewer(props: {
  name: SampleName;
  names: readonly SampleName[];
  /** Null: the newest. */
  iteration: number | null;
  onChange: (name: SampleName, iteration: number | null) => void;
  onClose: () => void;
}) {
  const { name, names } = props;
  const sample = useImageSample(name, props.iteration);
  const { addresses } = useSession();
  const href = fileHref(sample.event?.url, addresses);
  const title = metricLabel(name);
  const seek = (iteration: number | null) => props.onChange(name, iteration);
  const step = async (by: 1 | -1) => {
    const next = await sample.neighbour(by);
    if (next !== null) seek(next);
  };
  // Another sample is looked at in the same iteration.
  const other = (by: 1 | -1) => props.onChange(neighbourName(names, name, by), props.iteration);
  const press = (key: string): boolean => {
    switch (key) {
      case "ArrowLeft":
        void step(-1);
        return true;
      case "ArrowRight":
        void step(1);
        return true;
      case "ArrowUp":
        other(-1);
        return true;
      case "ArrowDown":
        other(1);
        return true;
      case "End":
        seek(null);
        return true;
      default:
        return false;
    }
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && props.onClose()}>
      <Dialog.Portal>
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-0 z-50 flex flex-col bg-surface outline-none"
          onKeyDown={(event) => {
            if ((event.target as HTMLElement).matches("audio, video")) return;
            if (press(event.key)) event.preventDefault();
          }}
        >
          <header className="flex h-12 shrink-0 items-center gap-1 border-b border-line px-3 md:px-4">
            <Dialog.Title className="min-w-0 flex-1 truncate text-base font-semibold">{title}</Dialog.Title>
            {names.length > 1 && (
              <>
                <Button
                  variant="ghost"
                  size="icon"
                  aria-label="Previous sample"
                  title="Previous sample (↑)"
                  onClick={() => other(-1)}
                >
                  <ChevronUp />
                </Button>
                <Button
                  variant="ghost"
                  size="icon"
                  aria-label="Next sample"
                  title="Next sample (↓)"
                  onClick={() => other(1)}
                >
                  <ChevronDown />
                </Button>
              </>
            )}
            {href && (
              <Button asChild variant="ghost" size="icon">
                <a href={downloadHref(href)} download aria-label="Download" title="Download">
                  <Download />
                </a>
              </Button>
            )}
            <Dialog.Close asChild>
              <Button variant="ghost" size="icon" aria-label="Close">
                <X />
              </Button>
            </Dialog.Close>
          </header>
          {sample.pending && <Skeleton className="m-4 flex-1" />}
          {sample.error !== null && <ErrorState error={sample.error} onRetry={sample.retry} />}
          {!sample.pending && sample.error === null && <Content href={href} url={sample.event?.url} title={title} />}
          <footer className="shrink-0 border-t border-line px-3 py-1.5 md:px-4">
            <Scrubber
              iteration={sample.event?.iter ?? null}
              min={sample.min}
              max={sample.max}
              onSeek={seek}
              onStep={(by) => void step(by)}
              onNewest={() => seek(null)}
            />
          </footer>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Content({ href, url, title }: { href: string | null; url: string | undefined; title: string }) {
  if (!href || !url) {
    return (
      <p className="grid flex-1 place-items-center px-4 text-center text-sm text-muted">
        {url
          ? `It is stored at ${url}, where a browser cannot go.`
          : "There is no such sample at or before this iteration."}
      </p>
    );
  }
  const name = fileName(url);
  if (previewKind(name) === "image") return <ImageView src={href} alt={title} />;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto p-4">
      <FilePreview href={href} name={name} />
    </div>
  );
}
