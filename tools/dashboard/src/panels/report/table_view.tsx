/// Tables. On a screen one that is wider than its place scrolls, and shows at
/// its edge that there is more; on paper it is set in parts.
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Json, JsonObject } from "../../protocol/json";
import type { Field } from "../../report/schema_shape";
import { breakable, figureText, partsForPaper, tableOf, type Column, type Row } from "../../report/table_columns";
import { Scalar } from "./scalar_view";

interface Props {
  field: Field;
  /// The object the table stands in; its lists may name the columns.
  parent: JsonObject;
}

export function TableView({ field, parent }: Props) {
  const table = tableOf(field, parent);
  const parts = partsForPaper(table);
  const kind = field.rendering === "kpi" ? "kpi" : undefined;
  const isParted = parts.length > 1;
  return (
    <>
      <ScrollBox label={field.title} isOnPaper={!isParted}>
        <Grid rows={table.rows} columns={table.columns} kind={kind} />
      </ScrollBox>
      {isParted && (
        <div class="paper-only">
          {parts.map((columns, i) => (
            <Grid key={i} rows={table.rows} columns={columns} kind="part" />
          ))}
        </div>
      )}
    </>
  );
}

// -- its place ---------------------------------------------------------------

interface BoxProps {
  label: string;
  isOnPaper: boolean;
  children: ComponentChildren;
}

/// Half a pixel is rounding, not more to see.
const slack = 1;

function ScrollBox({ label, isOnPaper, children }: BoxProps) {
  const box = useRef<HTMLDivElement>(null);
  const before = useSignal(false);
  const after = useSignal(false);
  function look(): void {
    if (!box.current) return;
    const { scrollLeft, scrollWidth, clientWidth } = box.current;
    before.value = scrollLeft > slack;
    after.value = scrollLeft + clientWidth < scrollWidth - slack;
  }
  useLayoutEffect(() => {
    if (!box.current) return;
    const watcher = new ResizeObserver(look);
    watcher.observe(box.current);
    for (const table of box.current.children) watcher.observe(table);
    return () => watcher.disconnect();
  }, []);
  const isWide = before.value || after.value;
  const marks = [before.value ? "more-before" : "", after.value ? "more-after" : "", isOnPaper ? "" : "screen-only"];
  return (
    <div class={["table-box", ...marks].filter(Boolean).join(" ")}>
      <div
        ref={box}
        class="table-scroll"
        role="group"
        aria-label={isWide ? `${label}, scrolls sideways` : label}
        tabIndex={isWide ? 0 : undefined}
        onScroll={look}
      >
        {children}
      </div>
    </div>
  );
}

// -- what stands in it -------------------------------------------------------

interface GridProps {
  rows: Row[];
  columns: Column[];
  kind: string | undefined;
}

/// More columns than this stand closer together.
const mostRoomy = 6;

function Grid({ rows, columns, kind }: GridProps) {
  return (
    <table class={[kind ?? "", columns.length > mostRoomy ? "dense" : ""].filter(Boolean).join(" ") || undefined}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key} scope="col" class={column.isNumeric ? "number" : undefined}>
              {breakable(column.title)}
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
  return <>{figureText(value, row)}</>;
}
