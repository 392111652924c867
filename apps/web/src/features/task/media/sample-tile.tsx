"use client";

import { AudioLines, FileQuestion, Film, Maximize2 } from "lucide-react";
import { useState } from "react";
import { previewKind } from "@/components/preview/kind";
import { SandboxedFrame } from "@/components/preview/sandboxed-frame";
import { useSession } from "@/features/session/session";
import { fileHref, fileName } from "@/lib/file-href";
import { metricLabel } from "../overview/main-metrics";
import type { SampleEvent } from "./samples";

/** One sample in the gallery; a click opens it large. */
export function SampleTile({ sample, height, onOpen }: { sample: SampleEvent; height: number; onOpen: () => void }) {
  const { addresses } = useSession();
  const href = fileHref(sample.url, addresses);
  const name = metricLabel(sample);
  return (
    <figure className="group/tile flex min-w-0 flex-col gap-1">
      <div style={{ height }} className="relative overflow-hidden rounded-md border border-line bg-sunken">
        <Sample href={href} url={sample.url ?? ""} name={name} />
        <OpenButton
          name={name}
          onOpen={onOpen}
          over={!href || !["audio", "video"].includes(previewKind(fileName(sample.url ?? "")))}
        />
      </div>
      <figcaption className="truncate text-xs text-muted" title={name}>
        {name}
      </figcaption>
    </figure>
  );
}

/** Over the whole tile; players keep their own buttons, and get it in a corner. */
function OpenButton({ name, onOpen, over }: { name: string; onOpen: () => void; over: boolean }) {
  if (over) {
    return (
      <button
        type="button"
        aria-label={`Open ${name}`}
        onClick={onOpen}
        className="absolute inset-0 cursor-zoom-in rounded-md hover:ring-2 hover:ring-accent hover:ring-inset focus-visible:-outline-offset-2"
      />
    );
  }
  return (
    <button
      type="button"
      aria-label={`Open ${name}`}
      onClick={onOpen}
      className="absolute top-1 right-1 grid size-7 place-items-center rounded-md border border-line bg-raised text-muted hover:text-text"
    >
      <Maximize2 className="size-4" />
    </button>
  );
}

function Sample({ href, url, name }: { href: string | null; url: string; name: string }) {
  const [failed, setFailed] = useState(false);
  const kind = previewKind(fileName(url));
  if (!href || failed)
    return <Missing text={failed ? "No longer in the storage" : "Stored where a browser cannot go"} />;
  switch (kind) {
    case "image":
      return (
        // biome-ignore lint/performance/noImgElement: stored pictures are not optimised by Next
        <img
          src={href}
          alt={name}
          loading="lazy"
          decoding="async"
          onError={() => setFailed(true)}
          className="size-full object-contain"
        />
      );
    case "audio":
      return (
        <div className="flex h-full flex-col justify-center gap-2 px-2">
          <AudioLines className="mx-auto size-6 text-faint" />
          {/* biome-ignore lint/a11y/useMediaCaption: samples of a run have none */}
          <audio src={href} controls preload="none" className="h-9 w-full" />
        </div>
      );
    case "video":
      return (
        // biome-ignore lint/a11y/useMediaCaption: samples of a run have none
        <video src={href} controls preload="metadata" className="size-full object-contain" />
      );
    case "page":
      return href.startsWith("/") ? (
        <SandboxedFrame href={href} title={name} className="pointer-events-none h-full border-none" />
      ) : (
        <Missing text="A page stored elsewhere" />
      );
    default:
      return <Missing text={fileName(url)} film={kind === "none"} />;
  }
}

function Missing({ text, film = false }: { text: string; film?: boolean }) {
  const Icon = film ? Film : FileQuestion;
  return (
    <div className="flex h-full flex-col items-center justify-center gap-1 px-2 text-center text-xs text-muted">
      <Icon className="size-5" />
      <span className="max-w-full break-words">{text}</span>
    </div>
  );
}
