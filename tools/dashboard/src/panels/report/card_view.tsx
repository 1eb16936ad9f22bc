/// Items that are too rich for a table: a title, marks beside it, then text.
import type { JsonObject } from "../../protocol/json";
import { fieldsOf, isShort, itemOf, type Field, type Shape } from "../../report/schema_shape";
import { Heading } from "./heading";
import { ListView } from "./list_view";
import { Scalar } from "./scalar_view";
import { Fields } from "./section_body";

interface Props {
  items: JsonObject[];
  shape: Shape;
  level: number;
}

export function Cards({ items, shape, level }: Props) {
  const item = itemOf(shape);
  if (items.every((value) => isStatement(value, item))) {
    return <ListView value={items} shape={shape} />;
  }
  return (
    <div class="cards">
      {items.map((value, i) => (
        <Card key={i} value={value} shape={item} level={level} />
      ))}
    </div>
  );
}

/// One text without a title, and marks: a line of a list, not a card.
function isStatement(value: JsonObject, shape: Shape): boolean {
  const fields = fieldsOf(value, shape);
  const texts = fields.filter(({ rendering }) => rendering === "prose");
  const hasTitle = fields.some(({ rendering }) => rendering === "heading");
  return !hasTitle && texts.length === 1 && fields.every((f) => f === texts[0] || isShort(f));
}

function Card({ value, shape, level }: { value: JsonObject; shape: Shape; level: number }) {
  const fields = fieldsOf(value, shape);
  const title = fields.find(({ rendering }) => rendering === "heading") ?? fields[0];
  const rest = fields.filter((field) => field !== title);
  const marks = rest.filter(isMark);
  return (
    <article class="card">
      <header>
        {title && (
          <Heading level={level}>
            <Scalar field={title} />
          </Heading>
        )}
        {marks.length > 0 && (
          <p class="marks">
            {marks.map((field) => (
              <span key={field.key} title={field.title}>
                <span class="visually-hidden">{field.title}: </span>
                <Scalar field={field} />
              </span>
            ))}
          </p>
        )}
      </header>
      <Fields fields={rest.filter((field) => !isMark(field))} level={level + 1} parent={value} within="" />
    </article>
  );
}

function isMark({ rendering, value }: Field): boolean {
  if (rendering === "score" || rendering === "percent" || rendering === "source") return true;
  return rendering === "badge" && !Array.isArray(value);
}
