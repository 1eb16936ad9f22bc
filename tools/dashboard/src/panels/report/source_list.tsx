/// Every source of the report, and where it is used.
import { useContext } from "preact/hooks";
import type { CatalogSource } from "../../protocol/http";
import { Citations } from "./citation_context";
import { SourceLink, sourceTypeText } from "./source_link";

export function SourceList({ sources }: { sources: CatalogSource[] }) {
  return (
    <section class="report-section" id="sources" aria-labelledby="sources-title">
      <header>
        <h2 id="sources-title">Sources</h2>
      </header>
      {sources.length === 0 && <p class="muted">The report names no sources.</p>}
      <ol class="sources">
        {sources.map((source) => (
          <li key={source.id} id={`source-${source.id}`} tabIndex={-1}>
            <span class="source-id">{source.id}</span>
            <div>
              <p>{source.citation}</p>
              <p class="small muted">
                {sourceTypeText(source.type)} · {source.date} · <SourceLink url={source.url} />
              </p>
              <UsedIn stages={source.sectionsUsedIn} />
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

export function UsedIn({ stages }: { stages: string[] }) {
  const { nameOf } = useContext(Citations);
  if (stages.length === 0) return <p class="small muted">Not cited</p>;
  return (
    <p class="small used-in">
      <span class="muted">Used in</span>{" "}
      {stages.map((stage) => (
        <a key={stage} href={`#${stage}`}>
          {nameOf(stage) ?? stage}
        </a>
      ))}
    </p>
  );
}
