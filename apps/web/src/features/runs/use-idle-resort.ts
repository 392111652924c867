"use client";

import { useCallback, useEffect, useState } from "react";

/**
 * Puts a list in order by itself when new rows came and nobody reads further down or points at a row: then nothing that is read can jump.
 * @returns what the table tells whether that is so.
 */
export function useIdleResort(news: { readonly added: number }, resort: () => void): (idle: boolean) => void {
  const [idle, setIdle] = useState(true);
  const { added } = news;
  useEffect(() => {
    if (idle && added > 0) resort();
  }, [idle, added, resort]);
  return useCallback((next: boolean) => setIdle(next), []);
}
