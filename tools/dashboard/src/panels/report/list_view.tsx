/// Paragraphs, lists, quotes and rows of facts.
import type { Json, JsonObject } from "../../protocol/json";
import { fieldsOf, isObject, itemOf, type Field, type Shape } from "../../report/schema_shape";
import { CitationGroup, CitedText } from "./citation";
import { idsIn } from "../../report/citations";
import { Scalar } from "./scalar_view";

export function Prose({ value }: { value: Json }) {
  const paragraphs = (Array.isArray(value) ? value : [value])
    .filter((part) => typeof part === "string")
    .flatMap((part) => part.split(/\n\s*\n|\n/))
    .filter((part) => part.trim() !== "");
  return (
    <>
      {paragraphs.map((paragraph, i) => (
        <p key={i}>
          <CitedText text={paragraph} />
        </p>
      ))}
    </>
  );
}

export function FieldList({ fields }: { fields: Field[] }) {
  return (
    <dl class="facts">
      {fields.map((field) => (
        <div key={field.key}>
          <dt>{field.title}</dt>
          <dd>
            <Scalar field={field} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

// -- lists -------------------------------------------------------------------

export function ListView({ value, shape }: { value: Json[]; shape: Shape }) {
  const item = itemOf(shape);
  if (value.some(isObject)) {
    return (
      <ol class="findings">
        {value.filter(isObject).map((entry, i) => (
          <Finding key={i} value={entry} shape={item} />
        ))}
      </ol>
    );
  }
  return (
    <ul class="plain-list">
      {value.map((entry, i) => (
        <li key={i}>
          <CitedText text={String(entry)} />
        </li>
      ))}
    </ul>
  );
}

/// A statement with what belongs to it in small beneath.
function Finding({ value, shape }: { value: JsonObject; shape: Shape }) {
  const fields = fieldsOf(value, shape);
  const text = fields.find(isStatement);
  const rest = fields.filter((field) => field !== text);
  return (
    <li>
      {text && <Prose value={text.value} />}
      <p class="finding-notes">
        {rest.map((field) => (
          <span key={field.key}>
            <span class="visually-hidden">{field.title}: </span>
            <Scalar field={field} />
          </span>
        ))}
      </p>
    </li>
  );
}

function isStatement({ rendering }: Field): boolean {
  return rendering === "prose" || rendering === "heading";
}

// -- quotes ------------------------------------------------------------------

export function Quotes({ value }: { value: Json }) {
  const quotes = (Array.isArray(value) ? value : [value]).filter(isObject);
  return (
    <>
      {quotes.map((quote, i) => (
        <figure key={i} class="quote">
          <blockquote>{textOf(quote, "quote")}</blockquote>
          <figcaption>
            {[textOf(quote, "analyst"), textOf(quote, "firm")].filter(Boolean).join(", ")}
            <CitationGroup ids={idsIn(textOf(quote, "source"))} />
          </figcaption>
        </figure>
      ))}
    </>
  );
}

function textOf(value: JsonObject, key: string): string {
  const text = value[key];
  return typeof text === "string" ? text : "";
}
