/** How a file can be looked at. */
export type PreviewKind = "image" | "audio" | "video" | "page" | "table" | "text" | "none";

const EXTENSIONS: Readonly<Record<Exclude<PreviewKind, "none">, readonly string[]>> = {
  image: ["png", "jpg", "jpeg", "gif", "webp", "bmp", "svg", "ico", "avif"],
  audio: ["wav", "mp3", "ogg", "oga", "flac", "m4a", "opus"],
  video: ["mp4", "webm", "mov", "m4v", "ogv"],
  page: ["html", "htm"],
  table: ["csv", "tsv"],
  text: [
    ...[
      "txt",
      "log",
      "md",
      "rst",
      "json",
      "jsonl",
      "yaml",
      "yml",
      "toml",
      "ini",
      "cfg",
      "conf",
      "xml",
      "ipynb",
      "py",
      "pyi",
    ],
    ...[
      "sh",
      "bash",
      "js",
      "ts",
      "cpp",
      "c",
      "h",
      "cu",
      "java",
      "go",
      "rs",
      "r",
      "sql",
      "tex",
      "patch",
      "diff",
      "env",
      "properties",
    ],
  ],
};

/** Types that the SDK writes into an artifact's data. */
const CONTENT_TYPES: readonly (readonly [RegExp, PreviewKind])[] = [
  [/^image\//, "image"],
  [/^audio\//, "audio"],
  [/^video\//, "video"],
  [/^text\/html/, "page"],
  [/^text\/(csv|tab-separated-values)/, "table"],
  [/^(text\/|application\/(json|yaml|x-yaml|xml))/, "text"],
];

/** What to show a file as, by its name (`.gz` inside of which a text or table lies included), else by its type. */
export function previewKind(name: string, contentType?: string): PreviewKind {
  const parts = name.toLowerCase().split(".");
  const packed = parts.at(-1) === "gz";
  const extension = packed ? parts.at(-2) : parts.at(-1);
  const found = parts.length > 1 && kindOfExtension(extension ?? "");
  // Only what is read as text can be unpacked in the browser.
  if (found) return packed && found !== "table" && found !== "text" ? "none" : found;
  return CONTENT_TYPES.find(([pattern]) => pattern.test(contentType ?? ""))?.[1] ?? "none";
}

function kindOfExtension(extension: string): PreviewKind | undefined {
  return (Object.keys(EXTENSIONS) as (keyof typeof EXTENSIONS)[]).find((kind) => EXTENSIONS[kind].includes(extension));
}
