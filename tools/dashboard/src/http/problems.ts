/// What went wrong with a request, and what the fields of a form show of it.
import type { Problem } from "../protocol/http";

/// The server's own words, or what is known where it said none: it could not
/// be reached, or answered with something else than a problem.
export type ShownProblem = Omit<Partial<Problem>, "code"> & {
  title: string;
  status: number;
  code: Problem["code"] | "unreachable" | "unexpected" | "unknown";
};

export function fieldError(problem: ShownProblem | null, pointer: string): string {
  const own = problem?.errors?.filter(
    (error) => error.pointer === pointer || error.pointer.startsWith(`${pointer}/`),
  );
  return own?.map((error) => error.detail).join(" ") ?? "";
}

/// The problem without what fields show; nothing when they show it all.
export function withoutFieldErrors(problem: ShownProblem | null, shown: RegExp): ShownProblem | null {
  if (!problem?.errors?.length) return problem;
  const rest = problem.errors.filter((error) => !shown.test(error.pointer));
  if (rest.length === 0) return null;
  const detail = rest.map((error) => `${error.pointer}: ${error.detail}`).join(" ");
  return { ...problem, detail };
}
