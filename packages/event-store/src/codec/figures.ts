/*
 * What figures are made of: the dictionary of small ones (codec/texts.ts), which repeat little within themselves and much
 * of each other. The SDK's own charts, and the template that plotly writes into every figure of its own, as Python's json does.
 * Stored: never change a character; another dictionary is another way of a text.
 */

const list = (parts: readonly string[]): string => `[${parts.join(", ")}]`;

const colorbar = '"colorbar": {"outlinewidth": 0, "ticks": ""}';
const plasma = [
  "#0d0887",
  "#46039f",
  "#7201a8",
  "#9c179e",
  "#bd3786",
  "#d8576b",
  "#ed7953",
  "#fb9f3a",
  "#fdca26",
  "#f0f921",
];
const pinkToGreen = [
  ...["#8e0152", "#c51b7d", "#de77ae", "#f1b6da", "#fde0ef", "#f7f7f7"],
  ...["#e6f5d0", "#b8e186", "#7fbc41", "#4d9221", "#276419"],
];
const plasmaStops = list(plasma.map((color, at) => `[${at === 0 ? "0.0" : at === 9 ? "1.0" : at / 9}, "${color}"]`));
const divergingStops = list(pinkToGreen.map((color, at) => `[${at / 10}, "${color}"]`));
const pattern = '"pattern": {"fillmode": "overlay", "size": 10, "solidity": 0.2}';
const lineOfBar = `"marker": {"line": {"color": "#E5ECF6", "width": 0.5}, ${pattern}}`;
const carpetAxis =
  '{"endlinecolor": "#2a3f5f", "gridcolor": "white", "linecolor": "white", "minorgridcolor": "white", "startlinecolor": "#2a3f5f"}';

const plain = (type: string): string => `"${type}": [{"type": "${type}", ${colorbar}}]`;
const scaled = (type: string): string => `"${type}": [{"type": "${type}", ${colorbar}, "colorscale": ${plasmaStops}}]`;
const marked = (type: string): string => `"${type}": [{"type": "${type}", "marker": {${colorbar}}}]`;

const traces = [
  ...[scaled("histogram2dcontour"), plain("choropleth"), scaled("histogram2d"), scaled("heatmap")],
  ...[plain("contourcarpet"), scaled("contour"), scaled("surface"), plain("mesh3d")],
  '"scatter": [{"fillpattern": {"fillmode": "overlay", "size": 10, "solidity": 0.2}, "type": "scatter"}]',
  `"parcoords": [{"type": "parcoords", "line": {${colorbar}}}]`,
  marked("scatterpolargl"),
  `"bar": [{"error_x": {"color": "#2a3f5f"}, "error_y": {"color": "#2a3f5f"}, ${lineOfBar}, "type": "bar"}]`,
  ...[marked("scattergeo"), marked("scatterpolar")],
  `"histogram": [{"marker": {${pattern}}, "type": "histogram"}]`,
  marked("scattergl"),
  `"scatter3d": [{"type": "scatter3d", "line": {${colorbar}}, "marker": {${colorbar}}}]`,
  ...["scattermap", "scattermapbox", "scatterternary", "scattercarpet"].map(marked),
  `"carpet": [{"aaxis": ${carpetAxis}, "baxis": ${carpetAxis}, "type": "carpet"}]`,
  '"table": [{"cells": {"fill": {"color": "#EBF0F8"}, "line": {"color": "white"}}, "header": {"fill": {"color": "#C8D4E3"}, "line": {"color": "white"}}, "type": "table"}]',
  `"barpolar": [{${lineOfBar}, "type": "barpolar"}]`,
  '"pie": [{"automargin": true, "type": "pie"}]',
];

const white = '"gridcolor": "white", "linecolor": "white"';
const axis = `{${white}, "ticks": "", "title": {"standoff": 15}, "zerolinecolor": "white", "automargin": true, "zerolinewidth": 2}`;
const axisOfScene = `{"backgroundcolor": "#E5ECF6", ${white}, "showbackground": true, "ticks": "", "zerolinecolor": "white", "gridwidth": 2}`;
const axisOfRound = `{${white}, "ticks": ""}`;
const colorway = [
  "#636efa",
  "#EF553B",
  "#00cc96",
  "#ab63fa",
  "#FFA15A",
  "#19d3f3",
  "#FF6692",
  "#B6E880",
  "#FF97FF",
  "#FECB52",
];

const layout = [
  `"autotypenumbers": "strict", "colorway": ${list(colorway.map((color) => `"${color}"`))}`,
  '"font": {"color": "#2a3f5f"}, "hovermode": "closest", "hoverlabel": {"align": "left"}, "paper_bgcolor": "white", "plot_bgcolor": "#E5ECF6"',
  `"polar": {"bgcolor": "#E5ECF6", "angularaxis": ${axisOfRound}, "radialaxis": ${axisOfRound}}`,
  `"ternary": {"bgcolor": "#E5ECF6", "aaxis": ${axisOfRound}, "baxis": ${axisOfRound}, "caxis": ${axisOfRound}}`,
  `"coloraxis": {${colorbar}}`,
  `"colorscale": {"sequential": ${plasmaStops}, "sequentialminus": ${plasmaStops}, "diverging": ${divergingStops}}`,
  `"xaxis": ${axis}, "yaxis": ${axis}`,
  `"scene": {"xaxis": ${axisOfScene}, "yaxis": ${axisOfScene}, "zaxis": ${axisOfScene}}`,
  '"shapedefaults": {"line": {"color": "#2a3f5f"}}, "annotationdefaults": {"arrowcolor": "#2a3f5f", "arrowhead": 0, "arrowwidth": 1}',
  '"geo": {"bgcolor": "white", "landcolor": "#E5ECF6", "subunitcolor": "white", "showland": true, "showlakes": true, "lakecolor": "white"}',
  '"title": {"x": 0.05}, "mapbox": {"style": "light"}, "margin": {"b": 0, "l": 0, "r": 0, "t": 30}',
];
const template = `"template": {"data": {${traces.join(", ")}}, "layout": {${layout.join(", ")}}}`;
const whole = '"anchor": "y", "domain": [0.0, 1.0]';

/** Charts of plotly's own making. */
const express = [
  '{"data": [{"hovertemplate": "color=a<br>x=%{x}<br>y=%{y}<extra></extra>", "legendgroup": "", "line": {"color": "#636efa", "dash": "solid"}, ',
  '"marker": {"color": "#636efa", "pattern": {"shape": ""}, "symbol": "circle"}, "mode": "lines+markers", "name": "", "orientation": "v", ',
  '"showlegend": false, "textposition": "auto", "x": {"dtype": "f8", "bdata": "AAAAAAAA"}, "xaxis": "x", "y": {"dtype": "i1", "bdata": "AAAAAAAA"}, ',
  `"yaxis": "y", "type": "scatter"}], "layout": {${template}, "xaxis": {${whole}, "title": {"text": "x"}}, `,
  '"yaxis": {"anchor": "x", "domain": [0.0, 1.0], "title": {"text": "y"}, "autorange": "reversed"}, ',
  '"coloraxis": {"colorscale": [[0.0, "#440154"], [1.0, "#fde725"]]}, "legend": {"title": {"text": "color"}, "tracegroupgap": 0}, ',
  '"margin": {"t": 60}, "barmode": "relative", "boxmode": "group", "violinmode": "group"}}',
].join("");

const fonts = (size: number, color: string): string =>
  `"font": {"family": "Heebo, verdana, arial, sans-serif", "size": ${size}, "color": "${color}"}`;

const spikes = '"showspikes": true, "spikethickness": 1, "spikesnap": "cursor", "spikemode": "toaxis+across"';
/** Of matrices and surfaces. */
const steps = [
  "0, 71, 17, 100",
  "0.1, 53, 92, 140",
  "0.2, 37, 139, 141",
  "0.6, 66, 189, 112",
  "0.9, 141, 314, 68",
  "1.0, 221, 226, 24",
];
const stepStops = list(steps.map((step) => step.replace(/^([\d.]+), (.*)$/, '[$1, "rgb($2)"]')));
const stepBar = '"colorbar": {"tick0": 0, "tickmode": "array", "tickvals": [0.1, 0.2, 0.6, 0.9, 1.0]}';
const named = (axis: string): string => `"${axis}axis": {"title": "${axis}"`;
const surfaceAxis = (axis: string): string =>
  `${named(axis)}, "showgrid": false, "nticks": 10, "ticktext": null, "tickvals": null}`;

/** Charts of the SDK, the most frequent last, where it is cheapest to refer to. */
const reported = [
  '{"data": [{"z": [[0.0, 1.0]], "type": "surface", "contours": {"x": {"show": false, "highlightcolor": "#fff4ff", "project": {"x": true}}}, ',
  `"showscale": false, "colorscale": ${stepStops}, ${stepBar}}], "layout": {"scene": {${surfaceAxis("x")}, ${surfaceAxis("y")}, ${named("z")}, "nticks": 5}}, `,
  '"showlegend": false, "title": "", "name": null}}',
  '{"data": [{"name": "Series", "x": [0.0], "y": [0.0], "z": [0.0], "text": null, "type": "scatter3d", "mode": "lines", "marker": {"size": 5, ',
  '"line": {"color": "rgba(217, 217, 217, 0.14)", "width": 0.8}, "opacity": 0.8}}], "layout": {"showlegend": true, "title": "Scatter", ',
  `"scene": {${named("x")}}, ${named("y")}}, ${named("z")}}}, "name": null}}`,
  `{"data": [{"type": "table", "header": {"values": ["id"], "align": "left", "line": {"width": 0.5, "color": "#d4d6e0"}, "fill": {"color": "#fff"}, ${fonts(12, "#333")}}, `,
  `"cells": {"height": 30, "values": [[0, 1, 2, 3, 4], ["a"]], "align": "left", "line": {"color": "white", "width": 1}, ${fonts(14, "#384161")}}}], "layout": {"title.text": "", "title": ""}}`,
  '{"data": [{"x": ["class 0", "class 1"], "y": ["class 0", "class 1"], "z": [[0, 1], [10, 100]], "type": "heatmap", ',
  `"colorscale": ${stepStops}, ${stepBar}}], "layout": {"showlegend": true, "title": "Confusion Matrix", "xaxis": {"title": "predicted"}, "yaxis": {"title": "true"}, "name": "test"}}`,
  '{"data": [{"name": "series", "x": [0.0, 0.1], "y": [0.0, 0.1], "mode": "lines", "mode": "markers", "mode": "lines+markers", "text": null, "type": "scatter"}], ',
  `"layout": {"title": "", "xaxis": {"title": "x", ${spikes}}, "yaxis": {"title": "y", ${spikes}}, "name": null}}`,
  `{"data": [{"name": "train", "y": [0.5, 0.25], "x": ${list(Array.from({ length: 100 }, (_, at) => String(at)))}, "type": "bar"}], `,
  '"layout": {"title": "", "xaxis": {"title": "x"}, "yaxis": {"title": "y"}, "barmode": "group", "bargap": 0.08, "bargroupgap": 0}}',
].join("");

export const FIGURE_WORDS: Uint8Array = Buffer.from(express + reported);
