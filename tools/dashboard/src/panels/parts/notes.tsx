/// Short notices that several pages share.
import type { ComponentChildren } from "preact";
import type { ShownProblem } from "../../http/problems";

export function DemoNote() {
  return (
    <p class="note demo-note">
      <strong>Demo report.</strong> Written by the built-in demo provider: every
      company figure, quote and source in it is fictional.
    </p>
  );
}

export function ProblemNote(props: { problem: ShownProblem; children?: ComponentChildren }) {
  const { problem, children } = props;
  return (
    <div class="note problem-note" role="alert">
      <p>
        <strong>{problem.title}</strong> {problem.detail}
      </p>
      {problem.traceId && <p class="small">Trace {problem.traceId}</p>}
      {children}
    </div>
  );
}

export function Loading({ subject }: { subject: string }) {
  return (
    <p class="loading" role="status">
      Loading {subject}…
    </p>
  );
}
