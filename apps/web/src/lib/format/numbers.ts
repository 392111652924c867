/** Numbers as people read them; everything goes through Intl. The interface is English, so are its numbers: server and browser must agree. */

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** 12345 → "12,345". */
export function formatCount(value: number): string {
  return whole.format(value);
}

/**
 * A metric value: up to `digits` significant digits, exponents outside 1e-4 … 1e7, whole numbers whole. Not-a-number and infinities by name.
 */
export function formatMetric(value: number | null | undefined, digits = 5): string {
  if (value === null || value === undefined) return "–";
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e7) return whole.format(value);
  if (size >= 1e7 || size < 1e-4) return value.toExponential(Math.max(0, digits - 2)).replace(/\.?0+e/, "e");
  return new Intl.NumberFormat("en", { maximumSignificantDigits: digits }).format(value);
}

const UNITS = ["B", "KB", "MB", "GB", "TB", "PB"] as const;

/** 1536 → "1.5 KB" (1024 to the step). */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return "–";
  let value = bytes;
  let step = 0;
  while (Math.abs(value) >= 1024 && step < UNITS.length - 1) {
    value /= 1024;
    step++;
  }
  return `${new Intl.NumberFormat("en", { maximumFractionDigits: step === 0 || value >= 100 ? 0 : 1 }).format(value)} ${UNITS[step]}`;
}
