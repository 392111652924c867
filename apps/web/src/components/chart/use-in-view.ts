"use client";

import { type RefObject, useEffect, useState } from "react";

/** Whether an element is on the screen or about to be: what is costly lives only then. */
export function useInView(element: RefObject<Element | null>, margin = "300px"): boolean {
  const [inView, setInView] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    const observer = new IntersectionObserver((entries) => setInView(entries.at(-1)?.isIntersecting ?? false), {
      rootMargin: margin,
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, margin]);
  return inView;
}
