/// Light, dark, or as the system says; remembered in this browser.
import { effect, signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";

const key = "dossier.theme";
const order: Theme[] = ["system", "light", "dark"];

export const theme = signal<Theme>("system");

export function startTheme(): void {
  const stored = localStorage.getItem(key);
  theme.value = order.find((option) => option === stored) ?? "system";
  effect(() => {
    document.documentElement.dataset["theme"] = theme.value;
    localStorage.setItem(key, theme.value);
  });
}

export function nextTheme(): void {
  const next = order[(order.indexOf(theme.value) + 1) % order.length];
  theme.value = next ?? "system";
}
