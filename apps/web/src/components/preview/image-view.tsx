"use client";

import { Maximize, Minus, Plus } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";
import { fitted, type Placement, pixelAt, zoomed } from "./zoom";

/** A picture that can be zoomed (wheel, buttons, + and −) and moved (drag); pixels stay square when they are large, and say where they are. */
export function ImageView({ src, alt, className }: { src: string; alt: string; className?: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLImageElement>(null);
  // Null: the whole picture, however large the frame is.
  const [placement, setPlacement] = useState<Placement | null>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [room, setRoom] = useState({ width: 1, height: 1 });
  const [pixel, setPixel] = useState<{ x: number; y: number } | null>(null);
  const [failed, setFailed] = useState(false);
  const shown = placement ?? fitted(size, room);
  const current = useRef(shown);
  current.current = shown;

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setRoom({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    // React listens to the wheel passively, so that the page would scroll along.
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      setPlacement(zoomed(current.current, Math.exp(-event.deltaY / 400), fromMiddle(element, event)));
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => {
      observer.disconnect();
      element.removeEventListener("wheel", wheel);
    };
  }, []);

  const zoom = (factor: number) => setPlacement(zoomed(shown, factor));
  return (
    <div className={cn("relative min-h-0 min-w-0 flex-1 overflow-hidden bg-sunken", className)}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the buttons below do the same */}
      <div
        ref={frame}
        className={cn("absolute inset-0 touch-none", placement && "cursor-grab active:cursor-grabbing")}
        onDoubleClick={() => setPlacement(placement ? null : { ...shown, scale: 1 })}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={(event) => {
          setPixel(pixelAt(shown, size, fromMiddle(event.currentTarget, event)));
          if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
          setPlacement({ ...shown, x: shown.x + event.movementX, y: shown.y + event.movementY });
        }}
        onPointerLeave={() => setPixel(null)}
      >
        {/* biome-ignore lint/performance/noImgElement: stored pictures are not optimised by Next */}
        <img
          ref={picture}
          src={src}
          alt={alt}
          draggable={false}
          onLoad={(event) => {
            setFailed(false);
            setSize({ width: event.currentTarget.naturalWidth, height: event.currentTarget.naturalHeight });
          }}
          onError={() => setFailed(true)}
          style={{
            width: size.width || undefined,
            height: size.height || undefined,
            transform: `translate(calc(-50% + ${shown.x}px), calc(-50% + ${shown.y}px)) scale(${shown.scale})`,
            imageRendering: shown.scale >= 2 ? "pixelated" : undefined,
          }}
          className={cn("absolute top-1/2 left-1/2 max-w-none select-none", failed && "invisible")}
        />
      </div>
      {failed && (
        <p className="absolute inset-0 grid place-items-center text-sm text-muted">
          The picture is no longer in the storage.
        </p>
      )}
      <div className="absolute right-3 bottom-3 flex items-center gap-0.5 rounded-md border border-line bg-raised p-0.5 text-xs text-muted tabular">
        <span className="min-w-24 px-2 text-right">
          {pixel ? `${pixel.x}, ${pixel.y}` : size.width > 0 && `${size.width} × ${size.height}`}
        </span>
        <Button variant="ghost" size="icon-sm" aria-label="Zoom out" onClick={() => zoom(1 / 1.5)}>
          <Minus />
        </Button>
        <button
          type="button"
          title="As large as life"
          onClick={() => setPlacement({ scale: 1, x: 0, y: 0 })}
          className="w-12 rounded-sm py-1 text-center hover:bg-hover"
        >
          {Math.round(shown.scale * 100)}%
        </button>
        <Button variant="ghost" size="icon-sm" aria-label="Zoom in" onClick={() => zoom(1.5)}>
          <Plus />
        </Button>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Fit"
          title="Fit into the window"
          onClick={() => setPlacement(null)}
        >
          <Maximize />
        </Button>
      </div>
    </div>
  );
}

function fromMiddle(element: HTMLElement, { clientX, clientY }: { clientX: number; clientY: number }) {
  const box = element.getBoundingClientRect();
  return { x: clientX - box.left - box.width / 2, y: clientY - box.top - box.height / 2 };
}
