/** Languages that the viewer colours. */
export type Language = "python" | "json" | "yaml" | "shell" | "toml" | "ini" | "diff" | "text";

const BY_EXTENSION: Readonly<Record<string, Language>> = {
  py: "python",
  pyi: "python",
  json: "json",
  jsonl: "json",
  ipynb: "json",
  yaml: "yaml",
  yml: "yaml",
  sh: "shell",
  bash: "shell",
  toml: "toml",
  ini: "ini",
  cfg: "ini",
  conf: "ini",
  properties: "ini",
  diff: "diff",
  patch: "diff",
};

/** The language of a file, by its name. */
export function languageOf(name: string): Language {
  return BY_EXTENSION[name.toLowerCase().split(".").at(-1) ?? ""] ?? "text";
}

/** The language of a text without a name: what it parses or looks as. */
export function guessLanguage(text: string): Language {
  const start = text.trimStart();
  if (start.startsWith("{") || start.startsWith("[")) {
    try {
      JSON.parse(text);
      return "json";
    } catch {
      // HOCON and others begin like JSON.
      return start.startsWith("{") ? "yaml" : "ini";
    }
  }
  if (/^(diff --git|--- |Index: )/m.test(text.slice(0, 2_000))) return "diff";
  if (/^#!.*sh\b/.test(start)) return "shell";
  if (/^\s*\[[\w. -]+\]\s*$/m.test(text.slice(0, 4_000))) return "ini";
  if (/^[\w.-]+\s*:(\s|$)/m.test(text.slice(0, 4_000))) return "yaml";
  if (/^\s*(import|from|def|class) /m.test(text.slice(0, 4_000))) return "python";
  return "text";
}
