import type { CSSProperties } from "react";
import { cn } from "@/lib/cn";

/** A grey place of the size of what is on its way. */
export function Skeleton({ className, style }: { className?: string; style?: CSSProperties }) {
  return <div aria-hidden style={style} className={cn("animate-pulse-soft rounded-sm bg-hover", className)} />;
}
