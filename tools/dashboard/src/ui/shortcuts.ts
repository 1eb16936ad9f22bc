/// Keys for those who read many reports.
import { signal } from "@preact/signals";
import { navigate } from "./router";

/// Shown in the help, in this order.
export const shortcuts = [
  { key: "/", text: "Search" },
  { key: "j", text: "Next item of the page" },
  { key: "k", text: "Previous item" },
  { key: "Enter", text: "Open it" },
  { key: "e", text: "To what failed" },
  { key: "r", text: "Plan a rerun of it" },
  { key: "n", text: "New report" },
  { key: "?", text: "These keys" },
];

export const isHelpOpen = signal(false);

export function startShortcuts(): () => void {
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}

function onKey(event: KeyboardEvent): void {
  const { target, key } = event;
  const isModified = event.metaKey || event.ctrlKey || event.altKey;
  if (isModified || isTyping(target) || document.querySelector("dialog[open]")) return;
  const act = actions[key];
  if (!act) return;
  event.preventDefault();
  act();
}

const actions: Record<string, () => void> = {
  "/": () => find("input[type=search]")?.focus(),
  j: () => step(1),
  k: () => step(-1),
  n: () => navigate("/new"),
  "?": () => (isHelpOpen.value = true),
  e: () => (find(".error-banner a") ?? find("[data-errors]"))?.focus(),
  r: () => rerunOf(document.activeElement)?.click(),
};

/// Of the section one is at; else of the stage one looks at, else of all.
function rerunOf(active: Element | null): HTMLElement | null {
  const within = active?.closest("[data-step]")?.querySelector<HTMLElement>(".rerun-button");
  return within ?? find(".stage-detail .rerun-button") ?? find(".error-banner .rerun-button");
}

function find(selector: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(selector);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input, textarea, select");
}

function step(by: 1 | -1): void {
  const items = [...document.querySelectorAll<HTMLElement>("[data-step]")];
  const at = items.findIndex((item) => item === document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : items.length - 1) : at + by;
  items[next]?.focus();
}
