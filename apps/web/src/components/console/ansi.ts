/** How a piece of terminal output looks (ECMA-48 "Select Graphic Rendition"). Colours: 0 … 15 are the theme's, else `#rrggbb`. */
export interface AnsiStyle {
  readonly color?: number | string;
  readonly background?: number | string;
  readonly bold?: true;
  readonly dim?: true;
  readonly italic?: true;
  readonly underline?: true;
  readonly strike?: true;
  readonly inverse?: true;
}

/** Text of one look. */
export interface AnsiSpan {
  readonly text: string;
  readonly style: AnsiStyle;
}

export const PLAIN: AnsiStyle = {};

const ESC = "\u001b";
/** CSI sequences, OSC strings (links, titles), two-character escapes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const SEQUENCE = /\u001b(?:\[([0-9;:?]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])?/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal does not show
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** The text without colours, cursor movements and other signs that a terminal does not show. */
export function stripAnsi(text: string): string {
  return (text.includes(ESC) ? text.replace(SEQUENCE, "") : text).replace(INVISIBLE, "");
}

/** Cuts one line of output into spans of one look each. Sequences that move the cursor are dropped; the look at the end goes into the next line. */
export function parseAnsi(text: string, start: AnsiStyle = PLAIN): { spans: AnsiSpan[]; end: AnsiStyle } {
  const spans: AnsiSpan[] = [];
  let style = start;
  const add = (raw: string) => {
    const shown = raw.replace(INVISIBLE, "");
    const last = spans.at(-1);
    if (shown === "") return;
    if (last && last.style === style) spans[spans.length - 1] = { text: last.text + shown, style };
    else spans.push({ text: shown, style });
  };
  let from = 0;
  for (const match of text.matchAll(SEQUENCE)) {
    add(text.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[2] === "m" && !match[1]?.includes("?")) style = applyCodes(style, match[1] ?? "");
  }
  add(text.slice(from));
  return { spans, end: style };
}

/** The look after `ESC [ codes m`. */
export function applyCodes(style: AnsiStyle, codes: string): AnsiStyle {
  const list = codes.split(/[;:]/).map((code) => Number(code || 0));
  let next: AnsiStyle = style;
  for (let at = 0; at < list.length; at++) {
    const code = list[at] ?? 0;
    if (code === 38 || code === 48) {
      const { color, length } = extendedColor(list.slice(at + 1));
      at += length;
      if (color !== undefined) next = { ...next, [code === 38 ? "color" : "background"]: color };
    } else next = applyCode(next, code);
  }
  return next;
}

const SET: Readonly<Record<number, AnsiStyle>> = {
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strike: true },
};
const UNSET: Readonly<Record<number, readonly (keyof AnsiStyle)[]>> = {
  22: ["bold", "dim"],
  23: ["italic"],
  24: ["underline"],
  27: ["inverse"],
  29: ["strike"],
  39: ["color"],
  49: ["background"],
};

function applyCode(style: AnsiStyle, code: number): AnsiStyle {
  if (code === 0) return PLAIN;
  if (SET[code]) return { ...style, ...SET[code] };
  const gone = UNSET[code];
  if (gone) return Object.fromEntries(Object.entries(style).filter(([key]) => !gone.includes(key as keyof AnsiStyle)));
  if (code >= 30 && code <= 37) return { ...style, color: code - 30 };
  if (code >= 40 && code <= 47) return { ...style, background: code - 40 };
  if (code >= 90 && code <= 97) return { ...style, color: code - 82 };
  if (code >= 100 && code <= 107) return { ...style, background: code - 92 };
  return style;
}

/** `5;n` (256 colours) or `2;r;g;b` behind a 38 or 48. @returns how many codes were used. */
function extendedColor(codes: readonly number[]): { color?: number | string; length: number } {
  if (codes[0] === 5) {
    const index = codes[1] ?? 0;
    return { color: index < 16 ? index : paletteColor(index), length: 2 };
  }
  if (codes[0] === 2) return { color: hex(codes.slice(1, 4)), length: 4 };
  return { length: 0 };
}

/** Colour 16 … 255 of xterm's palette: a 6×6×6 cube, then greys. */
function paletteColor(index: number): string {
  if (index >= 232) {
    const grey = 8 + Math.min(23, index - 232) * 10;
    return hex([grey, grey, grey]);
  }
  const place = index - 16;
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  return hex([Math.floor(place / 36), Math.floor(place / 6) % 6, place % 6].map(level));
}

function hex(parts: readonly number[]): string {
  return `#${[0, 1, 2]
    .map((index) =>
      Math.max(0, Math.min(255, parts[index] ?? 0))
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}
