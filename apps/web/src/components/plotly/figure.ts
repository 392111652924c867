/** A plotly figure as the SDK sends it in `plot_str` (wire-protocol §8). */
export interface PlotlyFigure {
  readonly data: readonly Record<string, unknown>[];
  readonly layout: Record<string, unknown>;
}

/** Where the browser gets a picture that a figure names; null: not at all. */
export type ImageSource = (source: string) => string | null;

const EMBEDDED = /^data:image\/(png|jpe?g|gif|webp)[;,]/i;
const embeddedOnly: ImageSource = (source) => (EMBEDDED.test(source) ? source : null);

/**
 * Reads a `plot_str`.
 * @param own gives pictures of our own file server (the SDK stores matplotlib figures there); all others are left out.
 * @throws when it is no figure.
 */
export function parseFigure(text: string, own: ImageSource = () => null): PlotlyFigure {
  const source: ImageSource = (name) => embeddedOnly(name) ?? own(name);
  // Python's JSON has NaN and Infinity, outside of strings only.
  const parsed: unknown = JSON.parse(strictJson(text));
  if (typeof parsed !== "object" || parsed === null) throw new Error("The plot is not a plotly figure");
  const { data, layout } = parsed as { data?: unknown; layout?: unknown };
  const traces = Array.isArray(data) ? data.filter((trace) => typeof trace === "object" && trace !== null) : [];
  return {
    data: traces.map((trace) => inert(trace as Record<string, unknown>, source) as Record<string, unknown>),
    layout: inert(typeof layout === "object" && layout !== null ? layout : {}, source) as Record<string, unknown>,
  };
}

/** Replaces the bare words NaN and ±Infinity of Python's json by null. */
export function strictJson(text: string): string {
  return /NaN|Infinity/.test(text)
    ? text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (token) => (token.startsWith('"') ? token : "null"))
    : text;
}

/**
 * The figure without what reaches out: links in text, images from elsewhere, web maps. Plotly escapes other markup itself and our CSP forbids
 * scripts that are not ours; a stored plot must not tell a stranger who looked at it either.
 */
function inert(value: unknown, source: ImageSource, key = ""): unknown {
  if (typeof value === "string") return key === "source" ? (source(value) ?? "") : withoutLinks(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => inert(item, source, key === "images" ? "" : key));
    return key === "images" ? items.filter(hasSource) : items;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, inert(item, source, name)]));
}

function withoutLinks(text: string): string {
  return text.includes("<") ? text.replace(/<\/?a\b[^>]*>?/gi, "") : text;
}

function hasSource(image: unknown): boolean {
  return typeof image === "object" && image !== null && Boolean((image as { source?: unknown }).source);
}

/** A figure that is a table and nothing else, by columns and rows of plain text; null for other figures. */
export function tableOf({ data }: PlotlyFigure): { columns: string[]; rows: (string | number)[][] } | null {
  const [trace] = data;
  if (data.length !== 1 || trace?.type !== "table") return null;
  const { header, cells } = trace as { header?: { values?: unknown }; cells?: { values?: unknown } };
  const values = Array.isArray(cells?.values)
    ? cells.values.map((column) => (Array.isArray(column) ? column : [column]))
    : [];
  const names = Array.isArray(header?.values) ? header.values : [];
  const columns = values.map((_, index) => plainText(names[index] ?? ""));
  const length = Math.max(0, ...values.map((column) => column.length));
  const rows = Array.from({ length }, (_, row) => values.map((column) => plainCell(column[row])));
  return { columns, rows };
}

function plainCell(value: unknown): string | number {
  return typeof value === "number" ? value : plainText(value ?? "");
}

/** Plotly's texts may hold `<b>` and the like, and header cells lists of one text. */
function plainText(value: unknown): string {
  if (Array.isArray(value)) return value.map(plainText).join(" ");
  return String(value)
    .replace(/<br\s*\/?>/gi, " ")
    .replace(/<\/?\w+[^>]*>/g, "");
}

/** The address of a figure that is one picture and nothing else, as the SDK makes of matplotlib's; null for other figures. */
export function imageOf({ data, layout }: PlotlyFigure): string | null {
  const images = Array.isArray(layout.images) ? (layout.images as { source?: unknown }[]) : [];
  const source = images[0]?.source;
  return data.length === 0 && images.length === 1 && typeof source === "string" ? source : null;
}

/** Titles as plotly 3 takes them: `{text}`; the SDK and older figures write plain texts (and `titlefont` beside them). */
function withTitle(part: Record<string, unknown>): Record<string, unknown> {
  const { title, titlefont, ...rest } = part;
  if (typeof title !== "string") return part;
  return { ...rest, title: { text: title, ...(titlefont ? { font: titlefont } : {}) } };
}

/** The text of a layout's title; empty when it has none. */
export function titleOf(layout: Record<string, unknown>): string {
  const title = typeof layout.title === "object" ? (layout.title as { text?: unknown } | null)?.text : layout.title;
  return typeof title === "string" ? title : "";
}

const AXIS = /^[xyz]axis\d*$/;

/** The figure in our fonts and colours. What the author set himself stays, but for backgrounds, which would glare in the other theme. */
export function themedLayout(
  layout: Record<string, unknown>,
  theme: { text: string; muted: string; line: string; surface: string; font: string; palette: readonly string[] },
): Record<string, unknown> {
  const axis = (given: unknown) => ({
    gridcolor: theme.line,
    zerolinecolor: theme.line,
    linecolor: theme.line,
    automargin: true,
    ...(typeof given === "object" && given !== null ? withTitle(given as Record<string, unknown>) : {}),
  });
  const axes = Object.fromEntries(
    Object.entries(layout)
      .filter(([name]) => AXIS.test(name))
      .map(([name, given]) => [name, axis(given)]),
  );
  const { width: _width, height: _height, template: _template, ...rest } = withTitle(layout);
  return {
    colorway: theme.palette,
    ...rest,
    xaxis: axis(layout.xaxis),
    yaxis: axis(layout.yaxis),
    ...axes,
    autosize: true,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: {
      family: theme.font,
      size: 12,
      ...(layout.font as object | undefined),
      color: theme.text,
    },
    legend: { ...(layout.legend as object | undefined), bgcolor: "rgba(0,0,0,0)", font: { color: theme.muted } },
    margin: { l: 48, r: 16, t: titleOf(layout) ? 40 : 16, b: 40, ...(layout.margin as object | undefined) },
    hoverlabel: { bgcolor: theme.surface, bordercolor: theme.line, font: { color: theme.text } },
  };
}
