"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { cn } from "@/lib/cn";

/**
 * Content with a panel at its right whose width is dragged (or moved by the arrow keys on its edge) and remembered under `storageKey`. Below 1024 px
 * the panel covers the content. Without `panel` only the content stands.
 */
export function SidePanelLayout(props: {
  children: ReactNode;
  panel: ReactNode | null;
  storageKey: string;
  label: string;
  defaultWidth?: number;
  minWidth?: number;
}) {
  const { minWidth = 360, defaultWidth = 640 } = props;
  const [width, setWidth] = useState(defaultWidth);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const stored = Number(localStorage.getItem(props.storageKey));
    if (stored >= minWidth) setWidth(stored);
  }, [props.storageKey, minWidth]);

  const resize = (next: number, keep: boolean) => {
    const room = (frame.current?.clientWidth ?? 1200) - 280;
    const fitting = Math.round(Math.max(minWidth, Math.min(next, Math.max(minWidth, room))));
    setWidth(fitting);
    if (keep) localStorage.setItem(props.storageKey, String(fitting));
  };

  return (
    <div ref={frame} className="relative flex min-h-0 min-w-0 flex-1">
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">{props.children}</div>
      {props.panel && (
        <aside
          aria-label={props.label}
          style={{ "--panel-width": `${width}px` } as React.CSSProperties}
          className="absolute inset-0 z-20 flex min-w-0 flex-col border-l border-line bg-surface lg:static lg:w-(--panel-width) lg:shrink-0"
        >
          {/* biome-ignore lint/a11y/useSemanticElements: a separator that can be focused and moved is the ARIA window splitter */}
          <div
            role="separator"
            aria-orientation="vertical"
            aria-label={`Width of ${props.label}`}
            aria-valuenow={width}
            aria-valuemin={minWidth}
            tabIndex={0}
            className={cn(
              "absolute inset-y-0 left-0 z-10 hidden w-1.5 -translate-x-1/2 cursor-col-resize hover:bg-accent/50 focus-visible:bg-accent/50 lg:block",
            )}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              event.preventDefault();
            }}
            onPointerMove={(event) => {
              const right = frame.current?.getBoundingClientRect().right;
              if (event.currentTarget.hasPointerCapture(event.pointerId) && right) resize(right - event.clientX, false);
            }}
            onPointerUp={() => resize(width, true)}
            onKeyDown={(event) => {
              if (event.key === "ArrowLeft") resize(width + 32, true);
              if (event.key === "ArrowRight") resize(width - 32, true);
            }}
          />
          {props.panel}
        </aside>
      )}
    </div>
  );
}
