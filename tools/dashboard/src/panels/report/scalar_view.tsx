/// One value in one line.
import { useContext } from "preact/hooks";
import { idsIn } from "../../report/citations";
import { formatCount, formatMoney, formatNumber } from "../../ui/format";
import type { Json } from "../../protocol/json";
import type { Schema } from "../../protocol/schema";
import type { Field } from "../../report/schema_shape";
import { CitationGroup, CitedText } from "./citation";
import { Citations } from "./citation_context";
import { SourceLink } from "./source_link";

export function Scalar({ field }: { field: Field }) {
  const { value, rendering, shape } = field;
  if (value === null) return <span class="muted">not disclosed</span>;
  switch (rendering) {
    case "badge":
      return <Badges value={value} schema={shape.schema} />;
    case "score":
      return <Score value={value} most={shape.schema.maximum ?? 10} />;
    case "source":
    case "sources":
      return <Sources value={value} />;
    case "link":
      return <SourceLink url={typeof value === "string" ? value : null} />;
    case "money":
      return <>{typeof value === "number" ? formatMoney(value) : plainText(value)}</>;
    case "percent":
      return <>{typeof value === "number" ? `${formatNumber(value)}%` : plainText(value)}</>;
    default:
      return typeof value === "string" ? <CitedText text={value} /> : <>{plainText(value)}</>;
  }
}

export function plainText(value: Json): string {
  if (value === null) return "–";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "number") return isYear(value) ? String(value) : formatNumber(value);
  if (Array.isArray(value)) return value.map(plainText).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isYear(value: number): boolean {
  return Number.isInteger(value) && value >= 1900 && value <= 2100;
}

function Sources({ value }: { value: Json }) {
  const ids = Array.isArray(value) ? value.map(String) : idsIn(String(value));
  return ids.length > 0 ? <CitationGroup ids={ids} /> : <>{plainText(value)}</>;
}

// -- badges ------------------------------------------------------------------

/// Words with a good and a bad side; colour only repeats what they say.
const tones: Record<string, string> = {
  positive: "good",
  negative: "bad",
  high: "strong",
  significant: "strong",
  risk: "bad",
};

function Badges({ value, schema }: { value: Json; schema: Schema }) {
  const { nameOf } = useContext(Citations);
  const values = Array.isArray(value) ? value : [value];
  return (
    <span class={values.length > 1 ? "badges many" : "badges"}>
      {values.map((entry, i) => {
        const text = String(entry);
        const stage = nameOf(text);
        if (stage) {
          return (
            <a key={i} class="tag" href={`#${text}`}>
              {stage}
            </a>
          );
        }
        const meaning = letterMeaning(text, schema.description ?? "");
        return (
          <span key={i} class={`tag ${tones[text.toLowerCase()] ?? ""}`}>
            {meaning ? `${text}: ${meaning}` : text.replaceAll("_", " ")}
          </span>
        );
      })}
    </span>
  );
}

/// "A company-disclosed rate, B historical average, …" says what a letter means.
function letterMeaning(letter: string, description: string): string {
  if (!/^[A-Z]$/.test(letter)) return "";
  const found = new RegExp(`(?:^|, )${letter} ([^,.]+)`).exec(description);
  return found?.[1] ?? "";
}

// -- scores ------------------------------------------------------------------

function Score({ value, most }: { value: Json; most: number }) {
  if (typeof value !== "number") return <>{plainText(value)}</>;
  return (
    <span class="score">
      <span class="score-bar" aria-hidden="true">
        <i style={{ width: `${(100 * value) / most}%` }} />
      </span>
      <span>
        {formatCount(value)}
        <span class="muted">/{formatCount(most)}</span>
      </span>
    </span>
  );
}
