/// A heading of a level that data decides.
import { h, type ComponentChildren } from "preact";

export function Heading(props: { level: number; children: ComponentChildren }) {
  return h(`h${Math.min(props.level, 6)}`, null, props.children);
}
