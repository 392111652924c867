/** Which bytes to send. */
export type RangeAnswer =
  | { readonly kind: "all" }
  | { readonly kind: "part"; readonly start: number; readonly end: number }
  | { readonly kind: "unsatisfiable" };

/** Reads a Range header of one range; several, or another unit, are answered with the whole file (RFC 9110 allows it). */
export function readRange(header: string | undefined, size: number): RangeAnswer {
  const match = header ? /^bytes=(\d*)-(\d*)$/.exec(header.trim()) : null;
  if (!match || (match[1] === "" && match[2] === "")) return { kind: "all" };
  const [, first = "", last = ""] = match;
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length > 0 ? { kind: "part", start: size - length, end: size - 1 } : { kind: "unsatisfiable" };
  }
  const start = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  return start < size && start <= end ? { kind: "part", start, end } : { kind: "unsatisfiable" };
}
