/// Writes src/protocol/http.ts and socket.ts from the descriptions that the
/// server publishes, config/openapi.json and config/asyncapi.json. With
/// `--check` it writes nothing, and fails when one of them would change.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { typeWriter } from "./types.mjs";

const config = new URL("../../../config/", import.meta.url);
const sources = new URL("../src/protocol/", import.meta.url);
const http = readJson("openapi.json");
const socket = readJson("asyncapi.json");

/// Names that mean something else in TypeScript or in a browser.
const renamed = { Event: "JobEvent", Partial: "PartialText" };
const prefix = "#/components/schemas/";
const document = "/openapi.json";

// -- what is said over HTTP ----------------------------------------------------

function httpTypes() {
  const writer = typeWriter({ nameOf: nameInHttp, schemaOf: schemaInHttp });
  const types = Object.entries(http.components.schemas).map(([name, schema]) => writer.declare(nameInHttp(prefix + name), schema));
  const maps = [
    mapOf("Answers", "What each operation answers when it is done, by method and path.", writer, answersOf),
    mapOf("Bodies", "What each operation is told in its body.", writer, ({ requestBody }) => [schemaOfContent(requestBody)]),
  ];
  return `${head("over HTTP", "openapi.json")}import type { Json, JsonObject } from "./json";\n\n${[...types, ...maps].join("\n")}`;
}

/// A member for each operation that has such schemas.
function mapOf(name, comment, writer, schemasOf) {
  const lines = operations().flatMap(([route, operation]) => {
    const types = schemasOf(operation).filter(Boolean).map((schema) => writer.typeOf(schema, "  "));
    return types.length ? [`  "${route}": ${[...new Set(types)].join(" | ")};\n`] : [];
  });
  return `/// ${comment}\nexport interface ${name} {\n${lines.join("")}}\n`;
}

/// By method and path, as "GET /api/me".
function operations() {
  return Object.entries(http.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation]),
  );
}

/// An answer without content is null.
function answersOf({ responses }) {
  const done = Object.entries(responses).filter(([status]) => status.startsWith("2")).map(([, response]) => response);
  return done.map((response) => (response.content ? schemaOfContent(response) : { type: "null" }));
}

function schemaOfContent(part) {
  return part?.content["application/json"]?.schema;
}

/// `#/components/schemas/Event/properties/seq` is `JobEvent["seq"]`.
function nameInHttp(reference) {
  const [name, ...path] = reference.slice(prefix.length).split("/");
  const members = path.filter((part) => part !== "properties");
  return (renamed[name] ?? name) + members.map((member) => `["${member}"]`).join("");
}

function schemaInHttp(reference) {
  return reference.slice(2).split("/").reduce((at, key) => at[key], http);
}

// -- what is said on the socket ------------------------------------------------

function socketTypes() {
  const imported = new Set();
  const nameOf = (reference) => {
    if (!reference.startsWith(document)) return nameInSocket(reference.slice(prefix.length));
    const name = nameInHttp(reference.slice(document.length));
    imported.add(name.replace(/\[.*/, ""));
    return name;
  };
  const schemaOf = (reference) => schemaInHttp(reference.slice(document.length));
  const writer = typeWriter({ nameOf, schemaOf });
  const types = Object.entries(socket.components.schemas).map(([name, schema]) => writer.declare(nameInSocket(name), schema));
  const unions = [unionOf("ServerFrame", "send", "What the server says."), unionOf("ClientFrame", "receive", "What a client may say.")];
  const names = [...imported].sort().join(",\n  ");
  const imports = `import type {\n  ${names},\n} from "./http";\nimport type { Json, JsonObject } from "./json";\n`;
  return `${head("on the socket", "asyncapi.json")}${imports}\n${[...types, ...unions].join("\n")}`;
}

function nameInSocket(name) {
  return payloads().has(name) ? `${name}Frame` : (renamed[name] ?? name);
}

/// The schemas that are a whole message.
function payloads() {
  return new Set(Object.values(socket.components.messages).map(schemaOfMessage));
}

function schemaOfMessage({ payload }) {
  return payload.$ref.slice(prefix.length);
}

/// The frames of one direction; what the server replies is sent too.
function unionOf(name, action, comment) {
  const operations = Object.values(socket.operations);
  const own = operations.filter((operation) => operation.action === action).flatMap(({ messages }) => messages);
  const replies = operations.flatMap(({ reply }) => reply?.messages ?? []);
  const keys = [...own, ...(action === "send" ? replies : [])].map(({ $ref }) => $ref.split("/").at(-1));
  const frames = [...new Set(keys)].map((key) => nameInSocket(schemaOfMessage(socket.components.messages[key])));
  return `/// ${comment}\nexport type ${name} =\n  | ${frames.join("\n  | ")};\n`;
}

// -- files ---------------------------------------------------------------------

function head(where, file) {
  return `/// What is said ${where}: made from config/${file} by \`npm run protocol\`.
/// Change it there; what is changed here is lost.
`;
}

function readJson(name) {
  return JSON.parse(readFileSync(new URL(name, config), "utf8"));
}

function isUpToDate(name, text) {
  const path = new URL(name, sources);
  if (!process.argv.includes("--check")) writeFileSync(path, text);
  const isSame = readFileSync(path, "utf8") === text;
  if (!isSame) console.error(`${fileURLToPath(path)} is not what the schemas give: run \`npm run protocol\``);
  return isSame;
}

const results = [isUpToDate("http.ts", httpTypes()), isUpToDate("socket.ts", socketTypes())];
process.exitCode = results.every(Boolean) ? 0 : 1;
