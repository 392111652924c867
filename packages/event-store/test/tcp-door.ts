import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Stands between a process and its database; frozen, nothing goes through and no connection ends. */
export class TcpDoor {
  #isFrozen = false;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  constructor(private readonly address: URL) {
    this.#server = createServer((incoming) => {
      const outgoing = connect(Number(address.port), address.hostname);
      for (const [from, to] of [
        [incoming, outgoing],
        [outgoing, incoming],
      ] as const) {
        this.#sockets.add(from);
        if (this.#isFrozen) from.pause();
        from.on("data", (bytes) => to.write(bytes));
        from.on("close", () => {
          this.#sockets.delete(from);
          to.destroy();
        });
        from.on("error", () => from.destroy());
      }
    });
  }

  set isFrozen(isFrozen: boolean) {
    this.#isFrozen = isFrozen;
    for (const socket of this.#sockets) {
      if (isFrozen) socket.pause();
      else socket.resume();
    }
  }

  /** @returns the address through it */
  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const through = new URL(this.address);
    through.port = String((this.#server.address() as AddressInfo).port);
    return through.href;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
