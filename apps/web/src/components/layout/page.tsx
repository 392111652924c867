import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

/** A page's head (title, actions, tabs) above its body. `fill` gives the body the rest of the height, for tables and panels that scroll themselves. */
export function Page(props: {
  title: ReactNode;
  subtitle?: ReactNode;
  actions?: ReactNode;
  tabs?: ReactNode;
  children: ReactNode;
  fill?: boolean;
}) {
  return (
    <div className={cn("flex min-w-0 flex-col", props.fill && "min-h-0 flex-1")}>
      <div className={cn("shrink-0 px-4 pt-4 md:px-6", props.tabs ? "border-b border-line" : "pb-3")}>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <div className="min-w-0 flex-1 basis-48">
            <h1 className="truncate text-xl font-semibold tracking-tight">{props.title}</h1>
            {props.subtitle && <div className="mt-0.5 text-sm text-muted">{props.subtitle}</div>}
          </div>
          {props.actions && <div className="flex flex-wrap items-center gap-2">{props.actions}</div>}
        </div>
        {props.tabs && <div className="mt-2">{props.tabs}</div>}
      </div>
      <div className={cn(props.fill ? "flex min-h-0 flex-1 flex-col" : "px-4 py-4 md:px-6")}>{props.children}</div>
    </div>
  );
}
