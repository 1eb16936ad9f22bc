/// The types made from schemas say no less than the schemas do.
import { describe, expect, test } from "vitest";
import { typeWriter } from "../../protocol/types.mjs";

const schemas = {
  Body: {
    oneOf: [
      { required: ["event", "data"], properties: { event: { const: "on" }, data: { type: "object", additionalProperties: false } } },
      { required: ["event", "data"], properties: { event: { const: "off" }, data: { type: "string" } } },
    ],
  },
};
const writer = typeWriter({ nameOf: (reference) => reference.slice(2), schemaOf: (reference) => schemas[reference.slice(2)] });
const typeOf = (schema) => writer.typeOf(schema, "");

describe("a type", () => {
  test("of words lists them, null among them", () => {
    expect(typeOf({ type: ["string", "null"], enum: ["a", "b", null] })).toBe('"a" | "b" | null');
  });

  test("that may be null says so", () => {
    expect(typeOf({ type: ["integer", "null"], minimum: 1 })).toBe("number | null");
    expect(typeOf({ anyOf: [{ $ref: "#/Body" }, { type: "null" }] })).toBe("Body | null");
  });

  test("of a list of choices is in parentheses", () => {
    expect(typeOf({ type: "array", items: { type: ["string", "null"] } })).toBe("(string | null)[]");
  });

  test("of an object marks what may be absent", () => {
    const schema = { type: "object", required: ["a"], properties: { a: { type: "string" }, b: { type: "boolean" } } };
    expect(writer.declare("Pair", schema)).toBe("export interface Pair {\n  a: string;\n  b?: boolean;\n}\n");
  });

  test("of an object without fields has none, without a description any", () => {
    expect(typeOf({ type: "object", additionalProperties: false })).toBe("Record<string, never>");
    expect(typeOf({ type: "object" })).toBe("JsonObject");
  });

  test("leaves out what a part says more exactly", () => {
    const properties = { seq: { type: "integer" }, event: { type: "string" }, data: { type: "object" } };
    const schema = { type: "object", required: ["seq", "event", "data"], properties, allOf: [{ $ref: "#/Body" }] };
    expect(typeOf(schema)).toBe("{\n  seq: number;\n} & Body");
  });

  test("is refused for a keyword that nobody has thought of", () => {
    expect(() => typeOf({ type: "object", not: {} })).toThrow("not");
  });
});
