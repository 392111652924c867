import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What happens to a request on its way: goes through; is answered 429; is carried out, but nobody hears of it; waits. */
export type Treatment = "pass" | "refuse" | "cut" | Promise<void>;

/** Stands between a store and its node. */
export class NodeProxy {
  treat: (path: string, body: string) => Treatment = () => "pass";
  readonly #server = createServer(async (incoming, outgoing) => {
    const body = await text(incoming);
    const treatment = this.treat(incoming.url ?? "", body);
    if (treatment === "refuse") {
      const headers = { "content-type": "application/json", "x-elastic-product": "Elasticsearch" };
      return outgoing.writeHead(429, headers).end(`{"error":{"type":"es_rejected_execution_exception"},"status":429}`);
    }
    if (typeof treatment === "object") await treatment;
    const { method, headers } = incoming;
    // A connection each: none is lost between two requests.
    const options = { method, headers, agent: false } as const;
    const onward = request(new URL(incoming.url ?? "", this.node), options, (answer) => {
      if (treatment === "cut") {
        answer.resume();
        return answer.on("end", () => outgoing.destroy());
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      return answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    return onward.end(body);
  });

  constructor(private readonly node: string) {}

  /** @returns its address */
  async open(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
