"use client";

import { type RefObject, useEffect, useState } from "react";

/** px below which columns are of no use. */
const NARROW = 560;

/** Whether an element is too narrow for columns: on a phone, or beside a wide panel. */
export function useNarrow(element: RefObject<HTMLElement | null>): boolean {
  const [narrow, setNarrow] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => setNarrow((entry?.contentRect.width ?? NARROW) < NARROW));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return narrow;
}
