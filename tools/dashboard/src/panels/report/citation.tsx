/// Citations: `(S1, S7)` in text becomes links, each opening a card.
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useContext, useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { CatalogSource, StageState } from "../../protocol/http";
import { Citations, type OpenCard } from "./citation_context";
import { splitCitations } from "../../report/citations";
import { SourceLink, sourceTypeText } from "./source_link";
import { UsedIn } from "./source_list";

interface ScopeProps {
  sources: CatalogSource[];
  stages: StageState[];
  children: ComponentChildren;
}

export function CitationScope({ sources, stages, children }: ScopeProps) {
  const card = useSignal<OpenCard | null>(null);
  const lookup = useMemo(() => {
    const byId = new Map(sources.map((source) => [source.id, source]));
    const names = new Map(stages.map((stage) => [stage.stage, stage.name]));
    return {
      sourceOf: (id: string) => byId.get(id),
      nameOf: (stage: string) => names.get(stage),
      card,
    };
  }, [sources, stages]);
  return <Citations.Provider value={lookup}>{children}</Citations.Provider>;
}

/// Text of a model, as text, with its citations made into links.
export function CitedText({ text }: { text: string }) {
  return (
    <>
      {splitCitations(text).map((part, i) =>
        typeof part === "string" ? part : <CitationGroup key={i} ids={part} />,
      )}
    </>
  );
}

export function CitationGroup({ ids }: { ids: string[] }) {
  return (
    <span class="citations">
      {ids.map((id) => (
        <Citation key={id} id={id} />
      ))}
    </span>
  );
}

function Citation({ id }: { id: string }) {
  const { sourceOf, card } = useContext(Citations);
  const source = sourceOf(id);
  if (!source) return <span class="citation unknown">{id}</span>;
  return (
    <a
      class="citation"
      href={`#source-${id}`}
      aria-label={`Source ${id}`}
      aria-haspopup="dialog"
      onClick={(event) => {
        event.preventDefault();
        card.value = { source, anchor: event.currentTarget };
      }}
    >
      {id}
    </a>
  );
}

// -- the card ----------------------------------------------------------------

const cardWidth = 340;
const marginPx = 12;

export function CitationCard() {
  const { card } = useContext(Citations);
  const box = useRef<HTMLDivElement>(null);
  const position = useSignal({ left: 0, top: 0 });
  const open = card.value;

  useLayoutEffect(() => {
    if (!open || !box.current) return;
    position.value = positionBeside(open.anchor, box.current);
    box.current.focus({ preventScroll: true });
  }, [open]);

  useEffect(() => {
    if (!open) return;
    const close = () => (card.value = null);
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      close();
      open.anchor.focus();
    };
    const onPointer = (event: PointerEvent) => {
      const isInside = event.target instanceof Node && box.current?.contains(event.target);
      if (!isInside) close();
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener("pointerdown", onPointer);
    window.addEventListener("resize", close);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("pointerdown", onPointer);
      window.removeEventListener("resize", close);
    };
  }, [open]);

  if (!open) return null;
  const { source } = open;
  const { left, top } = position.value;
  return (
    <div
      ref={box}
      class="citation-card"
      role="dialog"
      aria-label={`Source ${source.id}`}
      tabIndex={-1}
      style={{ left: `${left}px`, top: `${top}px`, width: `${cardWidth}px` }}
    >
      <p class="small muted">
        <span class="source-id">{source.id}</span> {sourceTypeText(source.type)} · {source.date}
      </p>
      <p>{source.citation}</p>
      <p class="small">
        <SourceLink url={source.url} />
      </p>
      <UsedIn stages={source.sectionsUsedIn} />
      <p class="small">
        <a href={`#source-${source.id}`} onClick={() => (card.value = null)}>
          Show in the source list
        </a>
      </p>
    </div>
  );
}

/// Below the citation, above it where there is no room; within the window.
function positionBeside(anchor: HTMLElement, box: HTMLElement): { left: number; top: number } {
  const at = anchor.getBoundingClientRect();
  const widest = document.documentElement.clientWidth - cardWidth - marginPx;
  const left = Math.max(marginPx, Math.min(at.left, widest));
  const fitsBelow = at.bottom + box.offsetHeight + marginPx < window.innerHeight;
  const top = fitsBelow ? at.bottom + 6 : at.top - box.offsetHeight - 6;
  return { left: left + window.scrollX, top: top + window.scrollY };
}
