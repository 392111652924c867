const UNITS: Readonly<Record<string, number>> = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** A size as Docker writes it: `512m`, `1.5g`, `2GiB`, or bytes. @throws Error */
export function readBytes(text: string): number {
  const [, number = "", unit = "b"] = /^(\d+(?:\.\d+)?)\s*([bkmgt])?(?:i?b)?$/i.exec(text.trim()) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  if (!number || factor === undefined) throw new Error(`${text} is no size: write it as 512m or 2g`);
  return Math.round(Number(number) * factor);
}

/** A size for people. */
export function writeBytes(bytes: number): string {
  const [unit, factor] =
    bytes >= 1024 ** 3 ? ["GiB", 1024 ** 3] : bytes >= 1024 ** 2 ? ["MiB", 1024 ** 2] : ["KiB", 1024];
  return `${Math.round((bytes / Number(factor)) * 10) / 10} ${unit}`;
}

/** A number that is not negative. @throws Error */
export function readCount(text: string): number {
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number) || number < 0) throw new Error(`${text} is no number`);
  return number;
}

/** `a=1,b` as a map; a key alone has an empty value. */
export function readPairs(text: string): Map<string, string> {
  return new Map(
    text.split(",").map((pair) => {
      const [key, value = ""] = cutOff(pair, "=");
      return [key, value];
    }),
  );
}

/** What stands before the first `sign`, and what behind it. */
export function cutOff(text: string, sign: string): [before: string, behind: string | undefined] {
  const at = text.indexOf(sign);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + sign.length)];
}
