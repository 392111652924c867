"use client";

import { Download } from "lucide-react";
import { type ReactNode, useState } from "react";
import { FilePreview, NoPreview } from "@/components/preview/file-preview";
import { previewKind } from "@/components/preview/kind";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Segmented } from "@/components/ui/tabs";
import { DateTime } from "@/components/ui/time";
import { useSession } from "@/features/session/session";
import { downloadHref, fileHref, fileName } from "@/lib/file-href";
import { formatBytes } from "@/lib/format/numbers";
import type { Artifact } from "@/lib/wire";

/** One artifact: where it is, what is known of it, and a look inside. */
export function ArtifactView({ artifact }: { artifact: Artifact }) {
  const { addresses } = useSession();
  const href = fileHref(artifact.uri, addresses);
  const name = fileName(artifact.uri ?? artifact.key);
  const recorded = artifact.type_data?.preview?.trim() ?? "";
  const kind = href ? previewKind(name, artifact.type_data?.content_type) : "none";
  const [view, setView] = useState<"file" | "recorded">(kind === "none" && recorded ? "recorded" : "file");
  const both = kind !== "none" && recorded !== "";
  return (
    <article aria-label={artifact.key} className="flex min-w-0 flex-col gap-4">
      <header className="flex flex-wrap items-center gap-2 border-b border-line pb-2">
        <h2 className="min-w-0 flex-1 truncate text-base font-semibold" title={artifact.key}>
          {artifact.key}
        </h2>
        {href && (
          <Button asChild size="sm">
            <a href={downloadHref(href)} download={name} rel="noreferrer noopener">
              <Download /> Download
            </a>
          </Button>
        )}
      </header>
      <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-y-1 text-sm">
        <Fact name="Kind">{artifact.type}</Fact>
        <Fact name="Size">{artifact.content_size !== undefined && formatBytes(artifact.content_size)}</Fact>
        <Fact name="Stored">{artifact.timestamp !== undefined && <DateTime value={artifact.timestamp * 1000} />}</Fact>
        <Fact name="Address" copy={artifact.uri}>
          {artifact.uri && <span className="font-mono text-xs break-all">{artifact.uri}</span>}
        </Fact>
        <Fact name="Hash" copy={artifact.hash}>
          {artifact.hash && <span className="font-mono text-xs break-all">{artifact.hash}</span>}
        </Fact>
        {artifact.display_data?.map(([key, value]) => (
          <Fact key={key} name={key}>
            {value}
          </Fact>
        ))}
      </dl>
      {both && (
        <Segmented
          label="What is shown"
          value={view}
          onValueChange={setView}
          options={[
            { value: "file", label: "File" },
            { value: "recorded", label: "Preview by the SDK" },
          ]}
          className="self-start"
        />
      )}
      {view === "recorded" ? (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-[65vh] overflow-auto rounded-md border border-line bg-sunken p-3 font-mono text-xs leading-5"
        >
          {recorded}
        </pre>
      ) : href ? (
        <FilePreview href={href} name={name} contentType={artifact.type_data?.content_type} fallback={<NoPreview />} />
      ) : (
        <p className="text-sm text-muted">
          {artifact.uri
            ? "It is stored where a browser cannot go; take its address to fetch it."
            : "Only what is said here was recorded; there is no file."}
        </p>
      )}
    </article>
  );
}

export function Fact({ name, copy, children }: { name: string; copy?: string; children: ReactNode }) {
  if (children === undefined || children === null || children === false || children === "") return null;
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="flex min-w-0 items-start gap-1">
        <span className="min-w-0">{children}</span>
        {copy && <CopyButton text={copy} label={`Copy ${name}`} className="size-5 [&_svg]:size-3.5" />}
      </dd>
    </>
  );
}
