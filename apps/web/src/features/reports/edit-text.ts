/** A text field's content and what is selected in it. */
export interface Draft {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Puts signs around what is selected (or around a word that stands for it); takes them away when they are there. The inside stays selected. */
export function wrap(draft: Draft, sign: string, placeholder: string): Draft {
  const { text, start, end } = draft;
  const before = text.slice(0, start);
  const after = text.slice(end);
  if (before.endsWith(sign) && after.startsWith(sign) && end > start)
    return {
      text: before.slice(0, -sign.length) + text.slice(start, end) + after.slice(sign.length),
      start: start - sign.length,
      end: end - sign.length,
    };
  const inside = text.slice(start, end) || placeholder;
  return {
    text: `${before}${sign}${inside}${sign}${after}`,
    start: start + sign.length,
    end: start + sign.length + inside.length,
  };
}

/** Puts a mark before every selected line; takes it away when all have it. */
export function markLines(draft: Draft, mark: string): Draft {
  const { text } = draft;
  const start = text.lastIndexOf("\n", draft.start - 1) + 1;
  const at = text.indexOf("\n", draft.end);
  const end = at < 0 ? text.length : at;
  const lines = text.slice(start, end).split("\n");
  const marked = lines.every((line) => line.startsWith(mark));
  const block = lines.map((line) => (marked ? line.slice(mark.length) : mark + line)).join("\n");
  return { text: text.slice(0, start) + block + text.slice(end), start, end: start + block.length };
}

/** Puts a block where the selection ends, with an empty line around it; the cursor stands behind it. */
export function insertBlock(draft: Draft, block: string): Draft {
  const before = draft.text.slice(0, draft.end).trimEnd();
  const after = draft.text.slice(draft.end).trimStart();
  const head = before === "" ? block : `${before}\n\n${block}`;
  return { text: `${head}\n\n${after}`, start: head.length + 2, end: head.length + 2 };
}
