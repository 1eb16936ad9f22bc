/// What this server offers: read once from its own description, so that
/// nothing is shown that leads nowhere.
import { signal, type Signal } from "@preact/signals";
import { api, type Route } from "./api";
import type { Me, ServerVersion } from "../protocol/http";

export const version = signal<ServerVersion | null>(null);

export const me = signal<Me | null>(null);

const offered = signal<ReadonlySet<string> | null>(null);

/// What the page shows as soon as a server has it; none has yet.
type LaterRoute = "GET /api/research/{id}/export" | "POST /api/files";

/// Such as `offers("PATCH /api/research/{id}")`; no as long as the description
/// has not come.
export function offers(operation: Route | LaterRoute): boolean {
  return offered.value?.has(operation) ?? false;
}

/// The description has come and does not name it.
export function lacks(operation: Route | LaterRoute): boolean {
  return offered.value !== null && !offers(operation);
}

/// What is known already is not asked for again.
export function readFeatures(): void {
  readOnce(offered, async () => new Set(operationsOf((await api.description()).paths)));
  readOnce(version, api.version);
  readOnce(me, api.me);
}

function readOnce<T>(held: Signal<T | null>, ask: () => Promise<T>): void {
  if (held.peek() !== null) return;
  ask().then(
    (answer) => (held.value = answer),
    () => undefined, // asked again when the connection is next live
  );
}

export function operationsOf(paths: Record<string, Record<string, unknown>>): string[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
}
