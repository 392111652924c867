import type { Readable } from "node:stream";

/** A reply without envelope: a download (wire-protocol §1, "Raw replies"). */
export class RawReply {
  constructor(
    readonly body: Readable | string,
    readonly contentType: string,
    /** Suggested file name; any characters. */
    readonly filename: string,
  ) {}
}
