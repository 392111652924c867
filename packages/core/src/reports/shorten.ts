const MORE = "[...]";

/** The beginning of a text, cut at a word, with blanks drawn together; `width` characters at most. Short texts stay as they are. */
export function shorten(text: string, width: number): string {
  if (text.length <= width) return text;
  let short = "";
  // what is far behind the end cannot matter
  for (const word of text
    .slice(0, width * 100)
    .trim()
    .split(/\s+/)) {
    const longer = short === "" ? word : `${short} ${word}`;
    if (longer.length + 1 + MORE.length > width) break;
    short = longer;
  }
  return short === "" ? MORE : `${short} ${MORE}`;
}
