/** A plotly figure as the SDK sends it in `plot_str` (wire-protocol §8). */
export interface PlotlyFigure {
  readonly data: readonly Record<string, unknown>[];
  readonly layout: Record<string, unknown>;
}

/** Reads a `plot_str`. @throws when it is no figure. */
export function parseFigure(text: string): PlotlyFigure {
  // Python's JSON has NaN and Infinity, outside of strings only.
  const parsed: unknown = JSON.parse(strictJson(text));
  if (typeof parsed !== "object" || parsed === null) throw new Error("The plot is not a plotly figure");
  const { data, layout } = parsed as { data?: unknown; layout?: unknown };
  const traces = Array.isArray(data) ? data.filter((trace) => typeof trace === "object" && trace !== null) : [];
  return {
    data: traces.map((trace) => inert(trace as Record<string, unknown>) as Record<string, unknown>),
    layout: inert(typeof layout === "object" && layout !== null ? (layout as Record<string, unknown>) : {}) as Record<
      string,
      unknown
    >,
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
function inert(value: unknown, key = ""): unknown {
  if (typeof value === "string") return cleanText(value, key);
  if (Array.isArray(value)) return key === "images" ? value.filter(isOwnImage) : value.map((item) => inert(item, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, inert(item, name)]));
}

function cleanText(text: string, key: string): string {
  if (key === "source" && !/^data:image\/(png|jpe?g|gif|webp)[;,]/i.test(text)) return "";
  return text.includes("<") ? text.replace(/<\/?a\b[^>]*>?/gi, "") : text;
}

function isOwnImage(image: unknown): boolean {
  const source = typeof image === "object" && image !== null ? (image as { source?: unknown }).source : undefined;
  return typeof source === "string" && /^data:image\/(png|jpe?g|gif|webp)[;,]/i.test(source);
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
    ...(typeof given === "object" && given !== null ? given : {}),
  });
  const axes = Object.fromEntries(
    Object.entries(layout)
      .filter(([name]) => AXIS.test(name))
      .map(([name, given]) => [name, axis(given)]),
  );
  const { width: _width, height: _height, template: _template, ...rest } = layout;
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
    margin: { l: 48, r: 16, t: layout.title ? 40 : 16, b: 40, ...(layout.margin as object | undefined) },
    hoverlabel: { bgcolor: theme.surface, bordercolor: theme.line, font: { color: theme.text } },
  };
}
