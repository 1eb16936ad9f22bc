/// A request that a person sends with a button: under way, or refused.
import { useSignal, type ReadonlySignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { problemOf } from "../../http/api";
import type { ShownProblem } from "../../http/problems";

export interface Request {
  isSending: ReadonlySignal<boolean>;
  problem: ReadonlySignal<ShownProblem | null>;
  /// True once it was accepted.
  send(ask: () => Promise<unknown>): Promise<boolean>;
}

export function useRequest(): Request {
  const isSending = useSignal(false);
  const problem = useSignal<ShownProblem | null>(null);
  async function send(ask: () => Promise<unknown>): Promise<boolean> {
    isSending.value = true;
    problem.value = null;
    try {
      await ask();
      return true;
    } catch (error) {
      problem.value = problemOf(error);
      return false;
    } finally {
      isSending.value = false;
    }
  }
  return { isSending, problem, send };
}

export interface Answer<T> {
  value: T | null;
  problem: ShownProblem | null;
}

/// What a GET answers, asked again when `key` changes; a late answer to an
/// earlier question is dropped, a known value stays until the next has come.
export function useAnswer<T>(key: string, ask: () => Promise<T>): Answer<T> {
  const held = useSignal<Answer<T>>({ value: null, problem: null });
  const turn = useRef(0);
  useEffect(() => {
    const own = ++turn.current;
    ask().then(
      (value) => own === turn.current && (held.value = { value, problem: null }),
      (error: unknown) =>
        own === turn.current && (held.value = { ...held.peek(), problem: problemOf(error) }),
    );
    return () => void (turn.current += 1);
  }, [key]);
  return held.value;
}
