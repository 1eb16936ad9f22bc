/// A refused form: what its fields show of the problem, and what is left.
import type { Problem } from "../protocol/http";

export function fieldError(problem: Problem | null, pointer: string): string {
  const own = problem?.errors?.filter(
    (error) => error.pointer === pointer || error.pointer.startsWith(`${pointer}/`),
  );
  return own?.map((error) => error.detail).join(" ") ?? "";
}

/// The problem without what fields show; nothing when they show it all.
export function withoutFieldErrors(problem: Problem | null, shown: RegExp): Problem | null {
  if (!problem?.errors?.length) return problem;
  const rest = problem.errors.filter((error) => !shown.test(error.pointer));
  if (rest.length === 0) return null;
  const detail = rest.map((error) => `${error.pointer}: ${error.detail}`).join(" ");
  return { ...problem, detail };
}
