/** Whether an address means the machine that it is used on. */
export function isLoopback(address: string): boolean {
  const { hostname } = new URL(address);
  return hostname === "localhost" || hostname === "[::1]" || /^127\./.test(hostname);
}

/** The same address on another machine. */
export function withHost(address: string, host: string): string {
  const url = new URL(address);
  url.hostname = host;
  return url.toString().replace(/\/+$/, "");
}
