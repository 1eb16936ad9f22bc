/// What stands in a table: its rows, from a list of objects or from a map of
/// them, and its columns with the names and widths they need.
import { formatNumber } from "../ui/format";
import type { Json, JsonObject } from "../protocol/json";
import { childOf, fieldsOf, isObject, itemOf, type Field, type Shape } from "./schema_shape";

export interface Column {
  key: string;
  title: string;
  isNumeric: boolean;
}

export interface Row {
  value: JsonObject;
  fields: Map<string, Field>;
}

export interface Table {
  rows: Row[];
  columns: Column[];
}

export function tableOf({ value, shape }: Field, parent: JsonObject): Table {
  const isList = Array.isArray(value);
  const rows = isList
    ? value.filter(isObject).map((row) => rowOf(row, itemOf(shape)))
    : isObject(value)
      ? mapRows(value, shape)
      : [];
  return { rows, columns: columnsOf(rows, parent, isList ? itemOf(shape) : shape) };
}

// -- rows --------------------------------------------------------------------

function rowOf(value: JsonObject, shape: Shape): Row {
  const fields = fieldsOf(value, shape).map((field) => [field.key, field] as const);
  return { value, fields: new Map(fields) };
}

/// `{"EUR/USD": {rate, source}}`: the key is the first column.
function mapRows(value: JsonObject, shape: Shape): Row[] {
  return Object.entries(value).flatMap(([name, entry]) => {
    if (!isObject(entry)) return [];
    const row = rowOf(entry, childOf(shape, name));
    const key: Field = { key: "", title: "Name", value: name, shape: { schema: {}, root: {} }, rendering: "heading" };
    return [{ value: entry, fields: new Map([["", key], ...row.fields]) }];
  });
}

// -- columns -----------------------------------------------------------------

function columnsOf(rows: Row[], parent: JsonObject, shape: Shape): Column[] {
  const declared = Object.keys(shape.schema.properties ?? {});
  const position = (key: string) => declared.indexOf(key) + 1 || (key === "" ? 0 : Infinity);
  const keys = new Map<string, Field[]>();
  for (const row of rows) {
    for (const [key, field] of row.fields) keys.set(key, [...(keys.get(key) ?? []), field]);
  }
  return [...keys]
    .sort(([a], [b]) => (position(a) < position(b) ? -1 : Number(position(a) > position(b))))
    .filter(([key]) => key !== "unit" || !rows.every(saysUnit))
    .filter(([key, fields]) => !isPlace(key) || fields.some(({ value }) => value !== null))
    .map(([key, fields]) => ({
      key,
      title: namedColumn(key, parent) ?? fields[0]?.title ?? key,
      isNumeric: fields.every(isNumeric) && fields.some(({ value }) => typeof value === "number"),
    }));
}

function isNumeric({ value }: Field): boolean {
  return typeof value === "number" || value === null || value === "–" || value === "-";
}

function saysUnit({ value }: Row): boolean {
  const { metric, unit } = value;
  return typeof metric !== "string" || typeof unit !== "string" || metric.includes(unit) || metric.includes("(");
}

/// One of several places, as `peer4`: empty where there are fewer to fill them.
function isPlace(key: string): boolean {
  return /^[a-z_]+?\d+$/.test(key);
}

/// A column `peer2` beside a list `peers` is the second of them.
function namedColumn(key: string, parent: JsonObject): string | undefined {
  if (key === "company" && typeof parent["company_name"] === "string") {
    return parent["company_name"];
  }
  const [, stem, position] = /^([a-z_]+?)(\d+)$/.exec(key) ?? [];
  const list = stem ? parent[`${stem}s`] : undefined;
  const named = Array.isArray(list) ? list[Number(position) - 1] : undefined;
  const name = isObject(named) ? named["name"] : undefined;
  return typeof name === "string" ? name : undefined;
}

/// With places to break long words at, so that a name does not widen its table.
export function breakable(title: string): string {
  return title.replace(/(\p{L}{12})(?=\p{L}{4})/gu, "$1\u00ad");
}

// -- figures -----------------------------------------------------------------

const mostDecimals = 4;

/// The figures of a row are compared, so all show as many decimals.
export function figureText(value: number, row: JsonObject): string {
  const counts = Object.values(row).map((other) => (typeof other === "number" ? decimalsOf(other) : 0));
  return `${formatNumber(value, Math.max(...counts))}${suffix(row)}`;
}

function decimalsOf(value: number): number {
  const rounded = String(Number(value.toFixed(mostDecimals)));
  return rounded.split(".")[1]?.length ?? 0;
}

/// Units belong to the metric's name; the value says only what kind it is.
function suffix(row: JsonObject): string {
  if (row["value_type"] === "percent") return "%";
  return row["value_type"] === "ratio" && !isDays(row["unit"]) ? "×" : "";
}

function isDays(unit: Json | undefined): boolean {
  return typeof unit === "string" && unit.startsWith("day");
}

// -- on paper ----------------------------------------------------------------

/// Characters that a line of an A4 page holds in the size of its tables, and
/// what a column takes besides its text.
const paperWidth = 118;
const padding = 3;
/// A text wraps, but a column of it should still be read.
const widestText = 26;

/// The columns of each part of a table that does not fit a page, each with the
/// first column, which names the rows. One part: it fits.
export function partsForPaper({ rows, columns }: Table): Column[][] {
  const [head, ...others] = columns;
  if (!head) return [];
  const sized = others.map((column) => ({ column, width: widthOnPaper(column, rows) }));
  const room = paperWidth - widthOnPaper(head, rows);
  const count = partsWithin(sized, room).length;
  // As few parts as it takes, and those of like width.
  const even = sized.reduce((sum, { width }) => sum + width, 0) / count;
  for (let limit = even; limit < room; limit += 1) {
    const parts = partsWithin(sized, limit);
    if (parts.length === count) return parts.map((part) => [head, ...part]);
  }
  return partsWithin(sized, room).map((part) => [head, ...part]);
}

/// One after the other, a new part where the next column has no room.
function partsWithin(sized: { column: Column; width: number }[], room: number): Column[][] {
  const parts: Column[][] = [[]];
  let left = room;
  for (const { column, width } of sized) {
    if (width > left && parts.at(-1)?.length) {
      parts.push([]);
      left = room;
    }
    parts.at(-1)?.push(column);
    left -= width;
  }
  return parts;
}

/// What stands where a figure is null.
const undisclosed = "not disclosed";

function widthOnPaper({ key, title, isNumeric }: Column, rows: Row[]): number {
  const texts = rows.map(({ fields, value: row }) => {
    const value = fields.get(key)?.value;
    if (typeof value === "number") return figureText(value, row);
    return Array.isArray(value) ? value.join(" ") : String(value ?? undisclosed);
  });
  const longestWord = Math.max(...breakable(title).split(/[\s\u00ad]+/).map((word) => word.length));
  const longest = Math.max(0, ...texts.map((text) => text.length));
  return padding + Math.max(longestWord, isNumeric ? longest : Math.min(longest, widestText));
}
