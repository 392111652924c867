import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { Busboy, type BusboyFileStream } from "@fastify/busboy";
import type { Driver } from "./drivers/driver";

/** A file was cut off at the operator's limit; nothing of it is kept. */
export class TooLarge extends Error {
  override readonly name = "TooLarge";
}

/** A body that is no whole multipart form: malformed, or its sender went away. */
export class BrokenUpload extends Error {
  override readonly name = "BrokenUpload";
}

/** Longest path that a part may name, in bytes. */
const MAX_PATH = 4096;

/**
 * Stores the parts of a multipart request one after the other, each under its field name with leading slashes dropped; parts without a
 * file name are passed over (wire-protocol §13).
 * @returns the stored paths in the order of the parts; [] for a body that is no multipart form.
 * @param admit rejects while the disk is almost full; asked as the bytes come, for an upload may be long
 * @throws TooLarge, BrokenUpload, and what the driver and `admit` throw; parts that were whole by then stay stored.
 */
export async function receive(
  request: IncomingMessage,
  driver: Driver,
  limit: number | undefined,
  admit: () => Promise<void>,
): Promise<string[]> {
  const type = request.headers["content-type"];
  if (!type?.toLowerCase().startsWith("multipart/form-data")) {
    request.resume();
    return [];
  }
  const parser = openParser(request, type, limit);
  const contents: BusboyFileStream[] = [];
  const stored: Promise<string>[] = [];
  parser.on("file", (field, content) => {
    const path = field.replace(/^\/+/, "");
    contents.push(content);
    // Who reads it hears of a broken upload by the iteration; before that begins nobody else would, and the process would end.
    content.on("error", () => {});
    const done = driver.put(path, Readable.from(whole(content, admit), { objectMode: false })).then(() => path);
    // The rest of a refused part must be read all the same, or the parser would wait for ever.
    done.catch(() => content.resume());
    stored.push(done);
  });
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (reason: string) => reject(new BrokenUpload(reason));
      parser.on("finish", resolve);
      parser.on("error", (error) => fail(error instanceof Error ? error.message : String(error)));
      request.on("close", () => request.complete || fail("the upload broke off before its end"));
      request.pipe(parser);
    });
  } catch (error) {
    for (const content of contents) content.destroy(new BrokenUpload("the upload broke off before its end"));
    await Promise.allSettled(stored);
    throw error;
  }
  return Promise.all(stored);
}

function openParser(request: IncomingMessage, type: string, limit: number | undefined): InstanceType<typeof Busboy> {
  try {
    return new Busboy({
      headers: { ...request.headers, "content-type": type },
      isPartAFile: (_field, _type, filename) => filename !== undefined,
      limits: { fieldNameSize: MAX_PATH, fileSize: limit ?? Number.POSITIVE_INFINITY, fields: 1000, files: 1000 },
    });
  } catch (error) {
    throw new BrokenUpload(error instanceof Error ? error.message : String(error));
  }
}

/** The bytes of a part; ends in an error when the parser has cut them off, or the disk has no room for more. */
async function* whole(content: BusboyFileStream, admit: () => Promise<void>): AsyncGenerator<Buffer> {
  // A part that is given up stays open, so that its rest can be read and the parser ends.
  for await (const chunk of content.iterator({ destroyOnReturn: false })) {
    await admit();
    yield chunk as Buffer;
  }
  if (content.truncated) throw new TooLarge("the file is larger than the upload limit");
}
