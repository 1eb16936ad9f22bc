/// TypeScript types from JSON Schemas, in the few keywords that the server's
/// own descriptions use. A keyword that is not known here is an error: a type
/// that says less than its schema would go unnoticed.

/// Say nothing about the type, or more than a type can say.
const ignored = new Set([
  "description", "title", "default", "example", "examples", "format", "pattern", "minimum", "maximum",
  "exclusiveMinimum", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "minProperties",
  "maxProperties", "patternProperties",
]);
const known = new Set(["$ref", "const", "enum", "type", "anyOf", "oneOf", "allOf", "items", "properties", "required", "additionalProperties"]);
const width = 88;

/// Writes one document's schemas. `nameOf` gives the name of the type that a
/// reference leads to, `schemaOf` the schema itself.
export function typeWriter({ nameOf, schemaOf }) {
  /// The declaration of one named schema.
  function declare(name, schema) {
    const comment = commentOf(schema, "");
    const text = typeOf(schema, "");
    if (schema.properties && !schema.allOf) return `${comment}export interface ${name} ${text}\n`;
    return `${comment}export type ${name} =${afterSign(text)};\n`;
  }

  function typeOf(schema, indent) {
    for (const key of Object.keys(schema))
      if (!known.has(key) && !ignored.has(key)) throw new Error(`a schema says ${key}, which has no type here`);
    if (schema.$ref) return nameOf(schema.$ref);
    if ("const" in schema) return JSON.stringify(schema.const);
    if (schema.enum) return words(schema.enum, indent);
    if (schema.allOf) return intersection(schema, indent);
    // With properties, a choice says which of them go together: not a type.
    const choice = schema.properties ? undefined : (schema.anyOf ?? schema.oneOf);
    if (choice) return union(choice, indent);
    if (schema.properties) return object(schema, indent);
    if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type }, indent)).join(" | ");
    return ofType(schema, indent);
  }

  function ofType(schema, indent) {
    const { type, items, additionalProperties } = schema;
    switch (type) {
      case undefined: return "Json";
      case "integer": return "number";
      case "array": return arrayOf(typeOf(items, indent));
      case "object":
        if (additionalProperties === false) return "Record<string, never>";
        return additionalProperties ? `Record<string, ${typeOf(additionalProperties, indent)}>` : "JsonObject";
      default: return type;
    }
  }

  function union(options, indent) {
    const isShort = options.every((option) => !option.properties);
    if (isShort) return options.map((option) => typeOf(option, indent)).join(" | ");
    const inner = `${indent}  `;
    const lines = options.map((option) => `${commentOf(option, inner)}${inner}| ${typeOf(option, `${inner}  `)}`);
    return `\n${lines.join("\n")}`;
  }

  /// What the parts say more exactly is left out of the whole.
  function intersection({ allOf, ...rest }, indent) {
    const exact = new Set(allOf.flatMap(requiredOf));
    const properties = Object.entries(rest.properties ?? {}).filter(([key]) => !exact.has(key));
    const whole = typeOf({ ...rest, properties: Object.fromEntries(properties) }, indent);
    return [whole, ...allOf.map((part) => typeOf(part, indent))].join(" & ");
  }

  /// The properties that every alternative of a schema has.
  function requiredOf(schema) {
    const target = schema.$ref ? schemaOf(schema.$ref) : schema;
    const [first = [], ...others] = (target.oneOf ?? target.anyOf ?? [target]).map(({ required }) => required ?? []);
    return first.filter((key) => others.every((other) => other.includes(key)));
  }

  function object({ properties, required = [] }, indent) {
    const inner = `${indent}  `;
    const lines = Object.entries(properties).map(([key, schema]) => {
      const mark = required.includes(key) ? "" : "?";
      return `${commentOf(schema, inner)}${inner}${key}${mark}:${afterSign(typeOf(schema, inner))};\n`;
    });
    return `{\n${lines.join("")}${indent}}`;
  }

  return { declare, typeOf };
}

/// On one line where they fit.
function words(values, indent) {
  const texts = values.map((value) => JSON.stringify(value));
  const line = texts.join(" | ");
  if (indent.length + line.length <= width) return line;
  return `\n${texts.map((text) => `${indent}  | ${text}`).join("\n")}`;
}

/// A union of several lines begins with a new one.
function afterSign(text) {
  return text.startsWith("\n") ? text : ` ${text}`;
}

function arrayOf(item) {
  return item.includes("|") ? `(${item})[]` : `${item}[]`;
}

function commentOf({ description }, indent) {
  if (!description) return "";
  const room = width - indent.length - 4;
  const lines = description.split(/\s+/).reduce((sofar, word) => {
    const last = sofar.at(-1);
    const fits = last !== undefined && last.length + 1 + word.length <= room;
    return fits ? [...sofar.slice(0, -1), `${last} ${word}`] : [...sofar, word];
  }, []);
  return lines.map((line) => `${indent}/// ${line}\n`).join("");
}
