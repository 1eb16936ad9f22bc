/// Keys for those who read many reports: / searches, j and k go to the next
/// and previous item of the page, n begins a new report.
import { navigate } from "./router";

export function startShortcuts(): () => void {
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}

function onKey(event: KeyboardEvent): void {
  const { target, key } = event;
  const isModified = event.metaKey || event.ctrlKey || event.altKey;
  if (isModified || isTyping(target) || document.querySelector("dialog[open]")) return;
  if (key === "/") {
    const search = document.querySelector<HTMLInputElement>("input[type=search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
  } else if (key === "j" || key === "k") {
    step(key === "j" ? 1 : -1);
  } else if (key === "n") {
    event.preventDefault();
    navigate("/new");
  }
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
