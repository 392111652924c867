/*
 * What of a message stands on the screen. A search is about that: a terminal shows no colour codes, and of what carriage
 * returns overwrote only the last state. The web's console splits messages by the same rules.
 */

/** CSI sequences, OSC strings (which end with their line at the latest), two-character escapes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const SEQUENCE = /\u001b(?:\[[0-9;:?]*[ -/]*[@-~]|\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])?/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal does not show
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f]/;
const ALL_INVISIBLE = new RegExp(INVISIBLE, "g");

const strip = (text: string): string => text.replace(SEQUENCE, "").replace(ALL_INVISIBLE, "");

/** The last state of a line that says something. */
function lastState(line: string): string {
  if (!line.includes("\r")) return strip(line);
  return (
    line
      .split("\r")
      .map(strip)
      .findLast((state) => state.trim() !== "") ?? ""
  );
}

/** Lines separated by line feeds as they stand on the screen, as many as before. */
export function shownText(text: string): string {
  if (!INVISIBLE.test(text)) return text;
  return text.includes("\r") ? text.split("\n").map(lastState).join("\n") : strip(text);
}

/** Messages as one text of lines; of each message how many of these are its own. A line feed at its end begins no other line. */
export function linesOfMessages(messages: readonly string[]): { readonly text: string; readonly counts: Uint32Array } {
  const counts = new Uint32Array(messages.length);
  const parts: string[] = [];
  for (const [index, message] of messages.entries()) {
    const part = message.endsWith("\n") ? message.slice(0, -1) : message;
    let count = 1;
    for (let at = part.indexOf("\n"); at >= 0; at = part.indexOf("\n", at + 1)) count++;
    counts[index] = count;
    parts.push(part);
  }
  return { text: shownText(parts.join("\n")), counts };
}
