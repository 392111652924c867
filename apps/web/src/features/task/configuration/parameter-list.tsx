"use client";

import { useState } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { cn } from "@/lib/cn";
import type { HyperParam } from "@/lib/wire";

/** Longer values are shown whole only when asked for. */
const LONG = 240;

/** Names and values of a section. (The SDK writes the word None where argparse has no help.) */
export function ParameterList({ params }: { params: readonly HyperParam[] }) {
  if (params.length === 0) return <p className="text-sm text-muted">Nothing here yet.</p>;
  return (
    <dl className="text-sm">
      {params.map((param) => (
        <Parameter key={param.name} param={param} />
      ))}
    </dl>
  );
}

function Parameter({ param }: { param: HyperParam }) {
  const { name, value = "", type, description } = param;
  const [open, setOpen] = useState(false);
  const long = value.length > LONG || value.includes("\n");
  return (
    <div className="group/param grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] items-start gap-x-4 border-b border-line py-1.5 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_5rem_1.5rem]">
      <dt className="min-w-0">
        <span className="break-words">{name}</span>
        {description && description !== "None" && <span className="block text-xs text-faint">{description}</span>}
      </dt>
      <dd className="min-w-0">
        <span
          className={cn("font-mono text-xs leading-5 break-words whitespace-pre-wrap", long && !open && "line-clamp-3")}
        >
          {value === "" ? <span className="text-faint">empty</span> : value}
        </span>
        {long && (
          <button type="button" onClick={() => setOpen(!open)} className="block text-xs text-accent hover:underline">
            {open ? "Show less" : "Show all"}
          </button>
        )}
      </dd>
      <dd className="hidden truncate pt-0.5 text-xs text-faint sm:block">{type}</dd>
      <dd>
        <CopyButton
          text={value}
          label={`Copy the value of ${name}`}
          className="size-5 opacity-0 group-hover/param:opacity-100 focus-visible:opacity-100 [&_svg]:size-3.5"
        />
      </dd>
    </div>
  );
}
