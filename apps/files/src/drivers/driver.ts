import type { Readable } from "node:stream";

/** A stored file as the server needs to know it to answer range and conditional requests. */
export interface StoredFile {
  /** Bytes. */
  readonly size: number;
  readonly modified: Date;
  /** Changes whenever the content does; without quotes. */
  readonly etag: string;
  /** The bytes from `start` to `end`, both included; all by default. */
  read(range?: { readonly start: number; readonly end: number }): Readable;
}

/** Why a path could not be used. */
export type Refusal = "outside" | "conflict" | "empty";

/** A path that leaves the store, meets a symbolic link, or collides with a folder or file of the same name. */
export class PathError extends Error {
  override readonly name = "PathError";

  constructor(
    readonly refusal: Refusal,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Where files live. Paths are relative, with `/`, as the client wrote them after unquoting; a driver never trusts them. Methods throw
 * {@link PathError} for a path that cannot be used, and return null or false for one that is not there.
 */
export interface Driver {
  /** Stores a whole stream under a path, replacing what was there. When it resolves the file is durable; when it rejects nothing has changed. */
  put(path: string, content: Readable): Promise<void>;
  open(path: string): Promise<StoredFile | null>;
  /** Removes one file. @returns false when there is no such file. */
  remove(path: string): Promise<boolean>;
  /** All stored files with their sizes in bytes, in no order; those that come or go meanwhile may be there or not. */
  list(): AsyncIterable<{ readonly path: string; readonly size: number }>;
  /** Removes a file, or a folder with all that is in it. The store itself cannot be removed. */
  removeTree(path: string): Promise<boolean>;
}
