"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { cn } from "@/lib/cn";
import { Button } from "./button";

/** Puts text on the clipboard; works on plain http too, where browsers hide the clipboard API. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    area.style.opacity = "0";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

/** A button that copies `text` and says so. */
export function CopyButton({ text, label = "Copy", className }: { text: string; label?: string; className?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button
      variant="ghost"
      size="icon-sm"
      aria-label={copied ? "Copied" : label}
      title={label}
      className={cn(className)}
      onClick={async (event) => {
        event.stopPropagation();
        event.preventDefault();
        if (await copyText(text)) setCopied(true);
        else toast.error("The browser did not allow copying. Select the text and copy it by hand.");
      }}
    >
      {copied ? <Check className="text-accent" /> : <Copy />}
    </Button>
  );
}

/** An id or a hash in mono type: its beginning, the whole on hover, copied by click. */
export function CopyId({ id, length = 8, className }: { id: string; length?: number; className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-0.5 font-mono text-xs text-muted", className)} title={id}>
      {id.length > length ? id.slice(0, length) : id}
      <CopyButton text={id} label="Copy id" className="size-6 [&_svg]:size-3.5" />
    </span>
  );
}
