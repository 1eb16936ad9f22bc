/// Tables: their columns, and how they come onto paper.
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/protocol/json";
import { shapeOf, type Field } from "../../src/report/schema_shape";
import { breakable, partsForPaper, tableOf } from "../../src/report/table_columns";

function tableField(value: Json): Field {
  return { key: "t", title: "Table", value, shape: shapeOf({}), rendering: "table" };
}

const partsOf = (rows: JsonObject[], parent: JsonObject = {}) =>
  partsForPaper(tableOf(tableField(rows), parent)).map((part) => part.map(({ title }) => title));

function peers(count: number): { rows: JsonObject[]; parent: JsonObject } {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  const figures = Object.fromEntries(numbers.map((n) => [`peer${n}`, 10000.5 + n]));
  return {
    rows: [{ metric: "Revenue (Latest Period, USD M)", company: 10828.5, ...figures, industry_avg: 12000, source: "S1, S22, S23" }],
    parent: {
      company_name: "Northwind Instruments",
      peers: numbers.map((n) => ({ name: `Placeholder Heavy Industries ${n} KK` })),
    },
  };
}

describe("a column", () => {
  const rows = [{ metric: "Revenue", company: null, peer1: 3, peer2: null }];
  const figure = { type: ["number", "null"] };
  const properties = { metric: { type: "string" }, company: figure, peer1: figure, peer2: figure };
  const shape = shapeOf({ type: "array", items: { type: "object", properties } });
  const titlesOf = (value: JsonObject[]) =>
    tableOf({ ...tableField(value), shape }, {}).columns.map(({ key }) => key);

  test("of a peer that is not there is left out, one of figures not disclosed stays", () => {
    expect(titlesOf(rows)).toEqual(["metric", "company", "peer1"]);
    expect(titlesOf([...rows, { metric: "Margin", company: 1, peer1: null, peer2: 2 }])).toContain("peer2");
  });

  test("breaks the long words of its title", () => {
    expect(breakable("Vereinigte Musterwerkzeugmaschinenfabriken AG")).toBe(
      "Vereinigte Musterwerkze\u00adugmaschinenf\u00adabriken AG",
    );
    expect(breakable("Internationale Werke")).toBe("Internationale Werke");
  });
});

describe("on paper a table", () => {
  test("that fits is one", () => {
    expect(partsOf([{ metric: "DSO (days)", company: 62, industry_avg: 58, source: "S1" }])).toHaveLength(1);
  });

  test("of one column is one", () => {
    expect(partsOf([{ name: "x".repeat(300) }])).toEqual([["Name"]]);
  });

  test("with nothing in it is none", () => {
    expect(partsOf([])).toEqual([]);
  });

  test.each([4, 6, 12])("of %i peers keeps every column, each part with its rows' names", (count) => {
    const { rows, parent } = peers(count);
    const parts = partsOf(rows, parent);
    const all = tableOf(tableField(rows), parent).columns.map(({ title }) => title);
    expect(all).toHaveLength(count + 4);
    expect(parts.every(([first]) => first === "Metric")).toBe(true);
    expect(parts.flatMap((part) => part.slice(1))).toEqual(all.slice(1));
    if (count > 6) expect(parts.length).toBeGreaterThan(1);
  });

  test("is parted rather than squeezed where words are long", () => {
    const long = (c: string) => c.repeat(24);
    const row = { name: "a", one: long("b"), two: long("c"), three: long("d"), four: long("e"), five: long("f") };
    expect(partsOf([row]).length).toBeGreaterThan(1);
  });
});
