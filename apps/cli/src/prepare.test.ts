import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

interface Part {
  inputs: string[];
  result: string;
  stamp: string;
  build: () => void;
}

// Plain JavaScript without types: it runs before TypeScript is there.
const prepare: { isInstalled(folder: string): boolean; buildIfStale(part: Part, folder: string): void } = await import(
  new URL("../bin/prepare.mjs", import.meta.url).href
);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "limpid-prepare-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function put(path: string, content: string | object): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
}

test("installed is what has the versions of the lock file, whatever the file times say", async () => {
  const packages = {
    "": { version: "1" },
    "apps/x": { version: "1" },
    "node_modules/@limpid/x": { link: true },
    "node_modules/a": { version: "1.0.0" },
    "node_modules/b": { version: "2.0.0", optional: true },
    "apps/x/node_modules/c": { version: "3.0.0" },
  };
  await put("package-lock.json", { packages });
  expect(prepare.isInstalled(folder)).toBe(false);
  const installed = { "node_modules/a": { version: "1.0.0" }, "apps/x/node_modules/c": { version: "3.0.0" } };
  await put("node_modules/.package-lock.json", { packages: installed });
  await utimes(join(folder, "node_modules/.package-lock.json"), new Date(0), new Date(0));
  expect(prepare.isInstalled(folder)).toBe(true);
  await put("package-lock.json", { packages: { ...packages, "node_modules/a": { version: "1.0.1" } } });
  expect(prepare.isInstalled(folder)).toBe(false);
});

test("built is what was made from these very sources", async () => {
  let builds = 0;
  const part: Part = { inputs: ["src/", "one.json"], result: "dist/main", stamp: "dist/.stamp", build: () => builds++ };
  const build = () => {
    prepare.buildIfStale(part, folder);
    return builds;
  };
  await put("package-lock.json", "{}");
  await put("one.json", "1");
  await put("src/deep/a.ts", "a");
  await put("dist/main", "built");
  expect(build()).toBe(1);
  expect(build()).toBe(1);
  await put("src/deep/a.test.ts", "a test changes nothing");
  await put("src/node_modules/x/index.js", "nor does what is installed");
  expect(build()).toBe(1);
  await put("src/deep/a.ts", "b");
  expect(build()).toBe(2);
  await put("one.json", "2");
  expect(build()).toBe(3);
  await put("package-lock.json", "{ }");
  expect(build()).toBe(4);
  await rm(join(folder, "dist/main"));
  expect(build()).toBe(5);
});
