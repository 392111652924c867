import type { Server } from "node:http";

/**
 * Call it when an HTTP server begins to close: connections are closed as soon as their answer is out. Node looks for idle ones only once,
 * and one that becomes idle a moment later would be waited for until its keep-alive ends.
 */
export function closeConnectionsOnceIdle(server: Server): void {
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  server.once("close", () => clearInterval(sweep));
}
