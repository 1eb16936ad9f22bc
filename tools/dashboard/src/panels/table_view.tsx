/// Tables, from rows of objects or from a map of them.
import { formatNumber } from "../format";
import type { Json, JsonObject } from "../protocol";
import { childOf, fieldsOf, isObject, itemOf, type Field, type Shape } from "../schema_shape";
import { Scalar } from "./scalar_view";

interface Props {
  field: Field;
  /// The object the table stands in; its lists may name the columns.
  parent: JsonObject;
}

interface Column {
  key: string;
  title: string;
  isNumeric: boolean;
}

interface Row {
  value: JsonObject;
  fields: Map<string, Field>;
}

export function TableView({ field, parent }: Props) {
  const { value, shape } = field;
  const rows = Array.isArray(value)
    ? value.filter(isObject).map((row) => rowOf(row, itemOf(shape)))
    : isObject(value)
      ? mapRows(value, shape)
      : [];
  const columns = columnsOf(rows, parent, Array.isArray(value) ? itemOf(shape) : shape);
  return (
    <div class="table-scroll" tabIndex={0} role="group" aria-label={field.title}>
      <table class={field.rendering === "kpi" ? "kpi" : undefined}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" class={column.isNumeric ? "number" : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {columns.map((column, at) => (
                <Cell key={column.key} row={row} column={column} isHead={at === 0} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ row, column, isHead }: { row: Row; column: Column; isHead: boolean }) {
  const field = row.fields.get(column.key);
  const content = field ? <CellValue field={field} row={row.value} /> : "–";
  if (isHead) return <th scope="row">{content}</th>;
  return <td class={cellClass(field?.value, column)}>{content}</td>;
}

/// Dates and codes are not broken over lines.
const longestCode = 12;

function cellClass(value: Json | undefined, column: Column): string | undefined {
  if (column.isNumeric) return "number";
  const isCode = typeof value === "string" && value.length <= longestCode;
  return isCode ? "code" : undefined;
}

function CellValue({ field, row }: { field: Field; row: JsonObject }) {
  const { value, rendering } = field;
  if (typeof value !== "number" || rendering !== "text") return <Scalar field={field} />;
  return <>{`${formatNumber(value, decimalsIn(row))}${suffix(row)}`}</>;
}

const mostDecimals = 4;

/// The figures of a row are compared, so all show as many decimals.
function decimalsIn(row: JsonObject): number {
  const counts = Object.values(row).map((value) =>
    typeof value === "number" ? decimalsOf(value) : 0,
  );
  return Math.max(...counts);
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

// -- rows and columns --------------------------------------------------------

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

function columnsOf(rows: Row[], parent: JsonObject, shape: Shape): Column[] {
  const declared = Object.keys(shape.schema.properties ?? {});
  const place = (key: string) => declared.indexOf(key) + 1 || (key === "" ? 0 : Infinity);
  const keys = new Map<string, Field[]>();
  for (const row of rows) {
    for (const [key, field] of row.fields) keys.set(key, [...(keys.get(key) ?? []), field]);
  }
  return [...keys]
    .sort(([a], [b]) => (place(a) < place(b) ? -1 : Number(place(a) > place(b))))
    .filter(([key]) => key !== "unit" || !rows.every(saysUnit))
    .map(([key, fields]) => ({
      key,
      title: namedColumn(key, parent) ?? fields[0]?.title ?? key,
      isNumeric: fields.every(isNumeric) && fields.some(({ value }) => typeof value === "number"),
    }));
}

function isNumeric({ value }: Field): boolean {
  return typeof value === "number" || value === "–" || value === "-";
}

function saysUnit({ value }: Row): boolean {
  const { metric, unit } = value;
  return typeof metric !== "string" || typeof unit !== "string" || metric.includes(unit) || metric.includes("(");
}

/// A column `peer2` beside a list `peers` is the second of them.
function namedColumn(key: string, parent: JsonObject): string | undefined {
  if (key === "company" && typeof parent["company_name"] === "string") {
    return parent["company_name"];
  }
  const [, stem, place] = /^([a-z_]+?)(\d+)$/.exec(key) ?? [];
  const list = stem ? parent[`${stem}s`] : undefined;
  const named = Array.isArray(list) ? list[Number(place) - 1] : undefined;
  const name = isObject(named) ? named["name"] : undefined;
  return typeof name === "string" ? name : undefined;
}
