/// What citations in a report refer to, for all that is shown inside it.
import { signal, type Signal } from "@preact/signals";
import { createContext } from "preact";
import type { CatalogSource } from "../../protocol/http";

export interface OpenCard {
  source: CatalogSource;
  anchor: HTMLElement;
}

export interface CitationLookup {
  sourceOf(id: string): CatalogSource | undefined;
  /// The name of a stage; nothing when the id is none.
  nameOf(stage: string): string | undefined;
  card: Signal<OpenCard | null>;
}

export const Citations = createContext<CitationLookup>({
  sourceOf: () => undefined,
  nameOf: () => undefined,
  card: signal(null),
});
