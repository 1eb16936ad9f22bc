/// What this server offers: read once from its own description, so that
/// nothing is shown that leads nowhere.
import { signal } from "@preact/signals";
import { api } from "./api";
import type { ServerVersion } from "./protocol";

export const version = signal<ServerVersion | null>(null);

const offered = signal<ReadonlySet<string>>(new Set());

/// Such as `offers("GET /api/research/{id}/export")`; no as long as the
/// description has not come.
export function offers(operation: string): boolean {
  return offered.value.has(operation);
}

/// The description has come and does not name it.
export function lacks(operation: string): boolean {
  return offered.value.size > 0 && !offers(operation);
}

/// What is known already is not asked for again.
export function readFeatures(): void {
  if (offered.peek().size === 0) {
    api.description().then(
      ({ paths }) => (offered.value = new Set(operationsOf(paths))),
      () => undefined, // asked again when the connection is next live
    );
  }
  if (version.peek() === null) {
    api.version().then(
      (told) => (version.value = told),
      () => undefined, // likewise
    );
  }
}

export function operationsOf(paths: Record<string, Record<string, unknown>>): string[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
}
