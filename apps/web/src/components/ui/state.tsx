"use client";

import { CircleAlert, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { describeError } from "@/lib/errors";
import { Button } from "./button";

/** What stands where nothing is: says what would be here and how to fill it. */
export function EmptyState(props: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  return (
    <div
      className={cn(
        "mx-auto flex w-full max-w-xl min-w-0 flex-col items-center gap-2 px-4 py-12 text-center",
        props.className,
      )}
    >
      {props.icon && <div className="mb-1 text-faint [&_svg]:size-8 [&_svg]:stroke-[1.5]">{props.icon}</div>}
      <h2 className="text-base font-semibold">{props.title}</h2>
      {props.children && <div className="w-full text-sm text-muted">{props.children}</div>}
      {props.action && <div className="mt-2 flex flex-wrap justify-center gap-2">{props.action}</div>}
    </div>
  );
}

/** A failure: what could not be done, why, and a way on. */
export function ErrorState(props: {
  title?: string;
  error: unknown;
  onRetry?: () => void;
  className?: string;
  compact?: boolean;
}) {
  const { reason, hint } = describeError(props.error);
  return (
    <div
      role="alert"
      className={cn(
        "mx-auto flex w-full max-w-xl min-w-0 flex-col items-center gap-2 px-4 text-center",
        props.compact ? "py-4" : "py-12",
        props.className,
      )}
    >
      <CircleAlert className="size-7 text-danger" strokeWidth={1.5} />
      <h2 className="text-base font-semibold">{props.title ?? "This could not be loaded"}</h2>
      <p className="text-sm break-words text-muted">{reason}</p>
      {hint && <p className="text-sm text-muted">{hint}</p>}
      {props.onRetry && (
        <Button size="sm" onClick={props.onRetry} className="mt-1">
          <RotateCw /> Try again
        </Button>
      )}
    </div>
  );
}
