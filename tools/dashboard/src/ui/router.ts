/// Real paths, client-side: the server gives the page for every path that is
/// not its own, and what the path means is decided here.
import { computed, signal } from "@preact/signals";

export type Route =
  | { page: "list" }
  | { page: "new" }
  | { page: "admin" }
  | { page: "docs" }
  | { page: "job"; id: string }
  | { page: "report"; id: string }
  | { page: "unknown"; path: string };

const here = () => new URL(window.location.href);
const address = signal(here());

export const route = computed<Route>(() => routeOf(address.value.pathname));
export const query = computed(() => address.value.searchParams);

export function routeOf(path: string): Route {
  const parts = path.split("/").filter((part) => part !== "");
  const [first, id, more] = parts;
  if (first === undefined) return { page: "list" };
  const isAlone = id === undefined;
  if (isAlone && (first === "new" || first === "admin" || first === "docs")) return { page: first };
  if (id !== undefined && more === undefined) {
    if (first === "jobs") return { page: "job", id };
    if (first === "reports") return { page: "report", id };
  }
  return { page: "unknown", path };
}

export function navigate(to: string): void {
  window.history.pushState(null, "", to);
  address.value = here();
  window.scrollTo(0, 0);
  // Whoever listens to the page is told that it is another one.
  document.getElementById("content")?.focus({ preventScroll: true });
}

/// Changes the query without a step in the history: filters, selections.
export function replaceQuery(change: Record<string, string>): void {
  const url = here();
  for (const [name, value] of Object.entries(change)) {
    if (value === "") url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  window.history.replaceState(null, "", url);
  address.value = here();
}

/// Call once: links of ours change the page without a load.
export function startRouting(): void {
  window.addEventListener("popstate", () => (address.value = here()));
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || !isPlainClick(event) || link.target || link.download) return;
    const url = new URL(link.href);
    if (url.origin !== window.location.origin || isServers(url.pathname)) return;
    if (url.pathname === window.location.pathname && url.hash) return;
    event.preventDefault();
    navigate(url.pathname + url.search + url.hash);
  });
}

function isServers(path: string): boolean {
  return path.startsWith("/api/") || path.endsWith("api.json");
}

function isPlainClick(event: MouseEvent): boolean {
  const { button, metaKey, ctrlKey, shiftKey, altKey } = event;
  const isModified = metaKey || ctrlKey || shiftKey || altKey;
  return button === 0 && !isModified && !event.defaultPrevented;
}
