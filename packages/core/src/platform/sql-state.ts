/** The SQLSTATE inside an error of Prisma or pg. */
export function sqlState(error: unknown): string | null {
  let current: unknown = error;
  for (let depth = 0; depth < 6 && typeof current === "object" && current !== null; depth++) {
    const { code, originalCode, meta, cause, driverAdapterError } = current as Record<string, unknown>;
    if (typeof originalCode === "string") return originalCode;
    if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith("P2")) return code;
    current =
      driverAdapterError ??
      (typeof meta === "object" && meta !== null && "driverAdapterError" in meta ? meta.driverAdapterError : null) ??
      cause;
  }
  return null;
}
