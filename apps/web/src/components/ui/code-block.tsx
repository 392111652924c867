import { cn } from "@/lib/cn";
import { CopyButton } from "./copy-button";

/** Plain code with a copy button. Editable or very long code has its own viewer. */
export function CodeBlock({
  code,
  label,
  className,
  wrap,
}: {
  code: string;
  label?: string;
  className?: string;
  wrap?: boolean;
}) {
  return (
    <div className={cn("relative overflow-hidden rounded-md border border-line bg-sunken text-left", className)}>
      {label && <div className="border-b border-line px-3 py-1.5 text-xs text-muted">{label}</div>}
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className={cn(
          "overflow-x-auto px-3 py-2.5 pr-10 font-mono text-xs leading-5 focus-visible:-outline-offset-2",
          wrap && "break-words whitespace-pre-wrap",
        )}
      >
        <code>{code}</code>
      </pre>
      <CopyButton
        text={code}
        label={label ? `Copy ${label}` : "Copy"}
        className={cn("absolute right-1", label ? "top-8.5" : "top-1")}
      />
    </div>
  );
}
