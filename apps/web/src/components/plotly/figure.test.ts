import { describe, expect, it } from "vitest";
import { imageOf, parseFigure, strictJson, tableOf, themedLayout, titleOf } from "./figure";

describe("strictJson", () => {
  it("makes null of Python's NaN and Infinity, but not inside of strings", () => {
    expect(JSON.parse(strictJson('{"a": [NaN, -Infinity, Infinity, 1], "b": "NaN is \\"NaN\\""}'))).toEqual({
      a: [null, null, null, 1],
      b: 'NaN is "NaN"',
    });
  });
});

describe("parseFigure", () => {
  it("reads data and layout and drops the rest", () => {
    const figure = parseFigure('{"data": [{"type": "bar"}, null], "layout": {"title": "x"}, "config": {"evil": 1}}');
    expect(figure).toEqual({ data: [{ type: "bar" }], layout: { title: "x" } });
  });

  it("refuses what is no figure", () => {
    expect(() => parseFigure("[1")).toThrow();
    expect(() => parseFigure("3")).toThrow("not a plotly figure");
  });

  it("takes links out of texts and keeps what is between", () => {
    const figure = parseFigure(
      JSON.stringify({
        data: [{ text: ["<a href='javascript:alert(1)'>here</a> <b>bold</b>"] }],
        layout: { title: { text: "<A HREF=x>t" } },
      }),
    );
    expect(figure.data[0]?.text).toEqual(["here <b>bold</b>"]);
    expect(figure.layout.title).toEqual({ text: "t" });
  });

  it("takes images from elsewhere out and keeps embedded ones", () => {
    const images = [
      { source: "https://tracker.example/p.png" },
      { source: "data:image/png;base64,AA" },
      { source: "data:image/svg+xml,<svg onload=1>" },
    ];
    const figure = parseFigure(
      JSON.stringify({ data: [{ type: "image", source: "http://x/y.png" }], layout: { images } }),
    );
    expect(figure.layout.images).toEqual([images[1]]);
    expect(figure.data[0]?.source).toBe("");
  });
});

it("takes pictures of our own file server, and knows a figure that is only one", () => {
  const text = JSON.stringify({
    data: [],
    layout: { images: [{ source: "http://files/own.png" }, { source: "http://x/y.png" }] },
  });
  const figure = parseFigure(text, (source) =>
    source.startsWith("http://files/") ? source.replace("http:/", "") : null,
  );
  expect(figure.layout.images).toEqual([{ source: "/files/own.png" }]);
  expect(imageOf(figure)).toBe("/files/own.png");
  expect(imageOf(parseFigure(text))).toBeNull();
  expect(imageOf({ ...figure, data: [{ type: "bar" }] })).toBeNull();
});

it("makes rows of a table's columns, without markup", () => {
  const data = [
    {
      type: "table",
      header: { values: [["<b>class</b>"], "n"] },
      cells: {
        values: [
          ["cat<br>dog", null],
          [1, 2],
        ],
      },
    },
  ];
  expect(tableOf({ data, layout: {} })).toEqual({
    columns: ["class", "n"],
    rows: [
      ["cat dog", 1],
      ["", 2],
    ],
  });
  expect(tableOf({ data: [...data, { type: "bar" }], layout: {} })).toBeNull();
  expect(tableOf({ data: [{ type: "table" }], layout: {} })).toEqual({ columns: [], rows: [] });
});

it("puts our colours under the author's choices, and the figure's size aside", () => {
  const theme = { text: "#111", muted: "#222", line: "#333", surface: "#444", font: "sans", palette: ["#555"] };
  const layout = themedLayout(
    { width: 900, height: 10, xaxis: { gridcolor: "red" }, yaxis2: { side: "right" }, paper_bgcolor: "white" },
    theme,
  );
  expect(layout).not.toHaveProperty("width");
  expect(layout).toMatchObject({
    xaxis: { gridcolor: "red" },
    yaxis2: { side: "right", gridcolor: "#333" },
    paper_bgcolor: "rgba(0,0,0,0)",
    autosize: true,
  });
});

it("writes plain titles as plotly 3 wants them", () => {
  const theme = { text: "#111", muted: "#222", line: "#333", surface: "#444", font: "sans", palette: [] };
  const layout = themedLayout(
    { title: "ROC", xaxis: { title: "fpr", titlefont: { size: 9 } }, yaxis: { title: { text: "tpr" } } },
    theme,
  );
  expect(layout).toMatchObject({
    title: { text: "ROC" },
    xaxis: { title: { text: "fpr", font: { size: 9 } } },
    yaxis: { title: { text: "tpr" } },
  });
  expect([titleOf({ title: "a" }), titleOf({ title: { text: "b" } }), titleOf({ title: null }), titleOf({})]).toEqual([
    "a",
    "b",
    "",
    "",
  ]);
});
