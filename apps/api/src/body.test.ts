import { expect, it } from "vitest";
import { readLines, readObject } from "./body";

const raw = (body: string | Buffer, contentType = "application/json-lines") => ({
  body: Buffer.from(body),
  contentType,
  queryString: "",
});
const lines = (body: string | Buffer, contentType?: string) => [...readLines(raw(body, contentType))];

it("reads a batch line by line, with any line ends and a byte order mark", () => {
  expect(lines('\ufeff{"a":1}\r\n{"a":2}\n')).toEqual([{ a: 1 }, { a: 2 }]);
  expect(lines("")).toEqual([]);
  expect(lines('{"a":1}', "application/json")).toEqual([{ a: 1 }]);
  expect(lines("{}", "application/json")).toEqual([]);
});

it("refuses a line that is no object and says which", () => {
  for (const bad of ['{"a":1}\n\n{"a":2}', '{"a":1}\n[1]', '{"a":1}\n{"a":', '{"a":1}\nnull', '{"a":1}\n"NaN"']) {
    expect(() => lines(bad)).toThrow(/line 2 /);
  }
  expect(() => lines(Buffer.from([0xff, 0x00, 0x80, 0x7b]))).toThrow(/line 1 /);
});

it("deals with one line before it reads the next", () => {
  const reading = readLines(raw('{"a":1}\nnothing'))[Symbol.iterator]();
  expect(reading.next().value).toEqual({ a: 1 });
  expect(() => reading.next()).toThrow(/line 2 /);
});

it("takes Python's NaN and Infinity as numbers, but not inside of texts", () => {
  const body = String.raw`{"a":NaN,"b":[-Infinity,Infinity],"c":"NaN \" Infinity \\","d\\":"\\\"NaN","e":{"NaN":NaN}}`;
  expect(readObject(raw(body, "application/json"))).toEqual({
    a: Number.NaN,
    b: [-Infinity, Infinity],
    c: 'NaN " Infinity \\',
    "d\\": '\\"NaN',
    e: { NaN: Number.NaN },
  });
  expect(() => readObject(raw('{"a":NaNo}', "application/json"))).toThrow(/not valid JSON/);
  expect(() => readObject(raw('{"a":NaN,"b":"', "application/json"))).toThrow(/not valid JSON/);
});

it("reads texts of many megabytes beside a NaN, and does not break at any depth", () => {
  const text = `${"x".repeat(10_000_000)}\\n`.repeat(2);
  expect(lines(`{"a":"${text}","b":NaN}`)).toMatchObject([{ b: Number.NaN }]);
  expect(() => lines(`{"a":NaN,"b":"${"\\".repeat(5_000_001)}"`)).toThrow(/line 1 /);
  const deep = `${"[".repeat(1_000_000)}NaN${"]".repeat(1_000_000)}`;
  expect(() => lines(`{"a":${deep}}`)).toThrow(/line 1 /);
});

it("takes parameters in their thousands in one go, and refuses names that nest without end", () => {
  const form = (body: string) => readObject(raw(body, "application/x-www-form-urlencoded"));
  const many = Array.from({ length: 200_000 }, (_, index) => `k${index}=${index}`).join("&");
  expect(Object.keys(form(many))).toHaveLength(200_000);
  expect(form("a.b=1&a.c[]=x&a.b=2")).toEqual({ a: { b: [1, 2], c: ["x"] } });
  expect(() => form(`a${".a".repeat(1_000_000)}=1`)).toThrow(/levels/);
});
