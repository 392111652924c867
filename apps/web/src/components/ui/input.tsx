import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/cn";

const FIELD =
  "w-full rounded-md border border-line-strong bg-raised px-2.5 text-sm text-text transition-colors placeholder:text-faint focus-visible:-outline-offset-1 focus-visible:border-accent disabled:opacity-60 aria-invalid:border-danger";

/** A one-line text field. */
export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={cn(FIELD, "h-8", className)} {...props} />;
}

/** A text field of several lines. */
export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea className={cn(FIELD, "min-h-20 py-1.5", className)} {...props} />;
}

/** A label above its field, with a hint or an error below. */
export function Field(props: {
  label: string;
  htmlFor: string;
  hint?: ReactNode;
  error?: string;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={props.htmlFor} className="text-sm font-medium">
        {props.label}
      </label>
      {props.children}
      {props.error ? (
        <p role="alert" className="text-xs text-danger">
          {props.error}
        </p>
      ) : (
        props.hint && <p className="text-xs text-muted">{props.hint}</p>
      )}
    </div>
  );
}
