/** Begins the file, so that spreadsheets take it for UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";

/** What spreadsheets would run as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** The first row of a CSV file: names of columns. */
export function csvHeader(names: readonly string[]): string {
  return BYTE_ORDER_MARK + line(names);
}

/** A row of data. A text that a spreadsheet would run as a formula gets a `'` before it. */
export function csvRow(cells: readonly unknown[]): string {
  return line(
    cells.map((cell) => {
      const text = cellText(cell);
      return typeof cell !== "number" && FORMULA.test(text) ? `'${text}` : text;
    }),
  );
}

function line(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")}\r\n`;
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  if (Array.isArray(cell)) return cell.map(cellText).join(", ");
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}
