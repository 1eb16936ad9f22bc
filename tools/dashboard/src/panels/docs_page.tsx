/// What programs may ask for, from the server's own description.
import { useEffect } from "preact/hooks";
import { api } from "../http/api";
import type { Description, Operation } from "../protocol/schema";
import { Loading, ProblemNote } from "./parts/notes";
import { useAnswer } from "./parts/use_request";

export interface DocsLine {
  method: string;
  path: string;
  summary: string;
  isDeprecated: boolean;
}

/// Lines by tag, both in the order of the description.
export function docsLines(paths: Description["paths"]): Map<string, DocsLine[]> {
  const result = new Map<string, DocsLine[]>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags?.[0] ?? "other";
      result.set(tag, [...(result.get(tag) ?? []), lineOf(method, path, operation)]);
    }
  }
  return result;
}

function lineOf(method: string, path: string, operation: Operation): DocsLine {
  const { summary = "", deprecated = false } = operation;
  return { method: method.toUpperCase(), path, summary, isDeprecated: deprecated };
}

export function DocsPage() {
  useEffect(() => void (document.title = "API · Dossier"), []);
  const { value, problem } = useAnswer("docs", api.description);
  return (
    <div class="page docs">
      <h1>API</h1>
      <p>
        Every field, limit and refusal is in <a href="/openapi.json">openapi.json</a>; what is said on the WebSocket{" "}
        <code>/ws</code> is in <a href="/asyncapi.json">asyncapi.json</a>.
      </p>
      {problem && <ProblemNote problem={problem} />}
      {!value && !problem && <Loading subject="the description" />}
      {value && [...docsLines(value.paths)].map(([tag, lines]) => <Group key={tag} tag={tag} lines={lines} />)}
    </div>
  );
}

function Group({ tag, lines }: { tag: string; lines: DocsLine[] }) {
  return (
    <section>
      <h2>{tag.charAt(0).toUpperCase() + tag.slice(1)}</h2>
      <dl class="docs-lines">
        {lines.map(({ method, path, summary, isDeprecated }) => (
          <div key={`${method} ${path}`}>
            <dt>
              <code>
                {method} {path}
              </code>
            </dt>
            <dd>
              {summary}
              {isDeprecated && " (deprecated)"}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
