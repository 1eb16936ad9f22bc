/// What a section says, rendered from its schema: short fields as a row of
/// facts, the rest each in its own way.
import type { Json, JsonObject } from "../../protocol/json";
import { fieldsOf, isObject, isShort, type Field, type Shape } from "../../report/schema_shape";
import { Cards } from "./card_view";
import { Heading } from "./heading";
import { FieldList, ListView, Prose, Quotes } from "./list_view";
import { Scalar } from "./scalar_view";
import { TableView } from "./table_view";

interface BodyProps {
  title: string;
  output: JsonObject;
  shape: Shape;
}

export function SectionBody({ title, output, shape }: BodyProps) {
  // Confidence stands at the head of the section, sources beside the text.
  const fields = fieldsOf(output, shape).filter(
    ({ key, rendering }) => rendering !== "confidence" && key !== "sources_used",
  );
  return (
    <div class="section-body">
      <Fields fields={fields} level={3} parent={output} within={title} />
    </div>
  );
}

interface FieldsProps {
  fields: Field[];
  level: number;
  parent: JsonObject;
  /// The title these fields stand under.
  within: string;
}

/// Fields in reading order; neighbouring short ones share one list.
export function Fields({ fields, level, parent, within }: FieldsProps) {
  const blocks: (Field | Field[])[] = [];
  for (const field of fields) {
    const last = blocks.at(-1);
    if (!isShort(field)) blocks.push(field);
    else if (Array.isArray(last)) last.push(field);
    else blocks.push([field]);
  }
  return (
    <>
      {blocks.map((block, i) => {
        if (Array.isArray(block)) return <FieldList key={i} fields={block} />;
        const isOpening = i === 0 && block.rendering === "prose";
        const isUntitled = isOpening || fields.length === 1 || repeats(block.title, within);
        return (
          <div key={i} class={`block block-${block.rendering}`}>
            {!isUntitled && <Heading level={level}>{block.title}</Heading>}
            <Content field={block} level={isUntitled ? level - 1 : level} parent={parent} />
          </div>
        );
      })}
    </>
  );
}

/// "Trends" under "Macro trends" needs no saying.
function repeats(title: string, within: string): boolean {
  return within.toLowerCase().endsWith(title.toLowerCase());
}

interface ContentProps {
  field: Field;
  level: number;
  parent: JsonObject;
}

function Content({ field, level, parent }: ContentProps) {
  const { value, shape, rendering } = field;
  switch (rendering) {
    case "prose":
      return <Prose value={value} />;
    case "list":
      return <ListView value={asArray(value)} shape={shape} />;
    case "kpi":
    case "table":
      return <TableView field={field} parent={parent} />;
    case "cards":
      return <Cards items={asArray(value).filter(isObject)} shape={shape} level={level + 1} />;
    case "quote":
      return <Quotes value={value} />;
    case "facts":
    case "group":
    case "confidence":
      return isObject(value) ? (
        <Fields
          fields={fieldsOf(value, shape)}
          level={level + 1}
          parent={value}
          within={field.title}
        />
      ) : null;
    default:
      return <Scalar field={field} />;
  }
}

function asArray(value: Json): Json[] {
  return Array.isArray(value) ? value : [value];
}
