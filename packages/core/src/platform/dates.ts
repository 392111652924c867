/** Dates on the wire: ISO 8601 in UTC with `+00:00`, microseconds only when non-zero. Never `Z`: the SDK cuts at `+` (wire-protocol §2). */
export function wireDate(date: Date): string {
  const iso = date.toISOString();
  const milliseconds = iso.slice(20, 23);
  return `${iso.slice(0, 19)}${milliseconds === "000" ? "" : `.${milliseconds}000`}+00:00`;
}

/** {@link wireDate} for columns that may be empty; null stays null, and {@link compact} leaves it out. */
export function wireDateOrNull(date: Date | null | undefined): string | null {
  return date ? wireDate(date) : null;
}

const ISO_DATE =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/**
 * Reads a date that a client wrote: ISO 8601 with or without time and zone (no zone means UTC).
 * @returns null when the text is no date (callers decide whether that is an error, wire-protocol §6.1).
 */
export function parseDate(text: string): Date | null {
  const match = ISO_DATE.exec(text.trim());
  if (!match) return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] = match;
  const milliseconds = Number(`0.${fraction || "0"}`) * 1000;
  const utc = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    milliseconds,
  );
  const date = new Date(utc - zoneMinutes(zone) * 60_000);
  const sane = Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31 && Number(hour) < 24;
  return sane && !Number.isNaN(date.getTime()) ? date : null;
}

function zoneMinutes(zone: string): number {
  if (zone.toUpperCase() === "Z") return 0;
  const digits = zone.slice(1).replace(":", "").padEnd(4, "0");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return zone.startsWith("-") ? -minutes : minutes;
}
