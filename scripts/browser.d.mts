/** A Chromium to drive; null when there is none. */
export function findBrowser(): string | null;
