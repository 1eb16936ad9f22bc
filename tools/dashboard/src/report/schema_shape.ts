/// How a value is to be shown, read from its schema. Without an `x-render`
/// the shape of the value decides, so that unknown fields are shown too.
import { areCited } from "./citations";
import { humanize } from "../ui/format";
import type { Pipeline, StageId } from "../protocol/http";
import type { Json, JsonObject } from "../protocol/json";
import type { Schema } from "../protocol/schema";

const ofScalars = [
  "badge", "heading", "hidden", "link", "money", "percent", "prose", "score",
  "source", "text",
] as const;
const ofArrays = [
  "badge", "cards", "hidden", "kpi", "list", "prose", "quote", "sources", "table",
] as const;
const ofObjects = [
  "confidence", "facts", "group", "hidden", "quote", "table",
] as const;

export type Rendering =
  | (typeof ofScalars)[number]
  | (typeof ofArrays)[number]
  | (typeof ofObjects)[number];

/// A schema of a section with the definitions it refers to.
export interface Shape {
  schema: Schema;
  root: Schema;
}

export interface Field {
  key: string;
  title: string;
  value: Json;
  shape: Shape;
  rendering: Rendering;
}

/// The schema a stage's section is described by, once the pipeline is there.
export function schemaOf(pipeline: Pipeline | null, stage: StageId): Schema | undefined {
  const schema = pipeline?.stages.find(({ id }) => id === stage)?.schema;
  return (schema ?? undefined) as Schema | undefined;
}

export function shapeOf(schema: Schema | undefined): Shape {
  const root = schema ?? {};
  return { schema: resolve(root, root), root };
}

/// The fields of an object in reading order: the schema's, then unknown ones.
export function fieldsOf(value: JsonObject, shape: Shape): Field[] {
  const declared = Object.keys(shape.schema.properties ?? {});
  const unknown = Object.keys(value).filter((key) => !declared.includes(key));
  return [...declared, ...unknown]
    .map((key) => fieldOf(key, value[key] ?? null, childOf(shape, key)))
    .filter((field) => field.rendering !== "hidden")
    .filter((field) => !isEmpty(field.value) || isUndisclosed(field, value))
    .filter((field) => !isCitedBeside(field, value));
}

/// A figure that was looked for and not found: null, which is not nothing.
function isUndisclosed({ key, shape }: Field, parent: JsonObject): boolean {
  const { type } = shape.schema;
  const types = Array.isArray(type) ? type : [type];
  return parent[key] === null && types.some((each) => each === "number" || each === "integer");
}

/// A list of sources says nothing new where the text beside it cites them.
function isCitedBeside({ rendering, value }: Field, parent: JsonObject): boolean {
  if (rendering !== "sources" || !Array.isArray(value)) return false;
  const texts = Object.values(parent).filter((other) => typeof other === "string");
  return areCited(value.map(String), texts);
}

export function childOf(shape: Shape, key: string): Shape {
  const { properties, additionalProperties } = shape.schema;
  const extra = typeof additionalProperties === "object" ? additionalProperties : {};
  return below(shape, properties?.[key] ?? extra);
}

export function itemOf(shape: Shape): Shape {
  return below(shape, shape.schema.items ?? {});
}

/// The title at the end of a path of keys through objects and arrays.
export function titleAt(shape: Shape, path: string[]): string {
  return shapeAt(shape, path).schema.title ?? humanize(path.at(-1) ?? "");
}

export function isHidden(shape: Shape, path: string[]): boolean {
  return path.some(
    (_, i) => shapeAt(shape, path.slice(0, i + 1)).schema["x-render"] === "hidden",
  );
}

function shapeAt(shape: Shape, path: string[]): Shape {
  return path.reduce((at, key) => {
    const isArray = !at.schema.properties && at.schema.items;
    return childOf(isArray ? itemOf(at) : at, key);
  }, shape);
}

export function renderingOf(value: Json, { schema }: Shape): Rendering {
  const hint = schema["x-render"];
  if (Array.isArray(value)) return known(ofArrays, hint) ?? arrayRendering(value);
  if (isObject(value)) return known(ofObjects, hint) ?? objectRendering(hint);
  return known(ofScalars, hint) ?? (isLong(value) ? "prose" : "text");
}

function known<R extends Rendering>(
  fitting: readonly R[],
  hint: Schema["x-render"],
): R | undefined {
  return fitting.find((rendering) => rendering === hint);
}

function arrayRendering(value: Json[]): Rendering {
  const items = value.filter(isObject);
  if (items.length === 0) return "list";
  return items.every(isFlat) ? "table" : "cards";
}

function objectRendering(hint: Schema["x-render"]): Rendering {
  return hint === "kpi" ? "facts" : "group";
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isEmpty(value: Json | undefined): boolean {
  if (value === null || value === undefined || value === "") return true;
  return Array.isArray(value) && value.length === 0;
}

/// Fits beside others in one line.
export function isShort({ value, rendering }: Field): boolean {
  const isLarge = ["prose", "list", "table", "kpi", "cards", "quote"].includes(rendering);
  return !isLarge && !isObject(value);
}

function fieldOf(key: string, value: Json, shape: Shape): Field {
  return {
    key,
    title: shape.schema.title ?? humanize(key),
    value,
    shape,
    rendering: renderingOf(value, shape),
  };
}

function below(shape: Shape, schema: Schema): Shape {
  return { schema: resolve(schema, shape.root), root: shape.root };
}

/// What stands beside a reference wins over what it refers to.
function resolve(schema: Schema, root: Schema): Schema {
  const { $ref, anyOf, ...own } = schema;
  const target = $ref?.startsWith("#/definitions/")
    ? root.definitions?.[$ref.slice("#/definitions/".length)]
    : anyOf?.find((option) => option.type !== "null");
  if (!target) return schema;
  return { ...resolve(target, root), ...own };
}

/// Beyond this many characters or fields a value does not fit a table.
const longText = 80;
const mostColumns = 8;

function isLong(value: Json): boolean {
  return typeof value === "string" && value.length > longText;
}

function isFlat(item: JsonObject): boolean {
  const values = Object.values(item);
  return (
    values.length <= mostColumns &&
    values.every((v) => !isObject(v) && !Array.isArray(v) && !isLong(v))
  );
}
