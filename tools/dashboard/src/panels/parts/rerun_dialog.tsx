/// Rerun: the plan is asked for and shown before anything is sent, and what
/// is sent names that plan, so that the server refuses if it has changed.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { api, newKey, problemOf } from "../../http/api";
import { lacks } from "../../http/features";
import { plural } from "../../ui/format";
import { isTerminal } from "../../live/job_events";
import type { ShownProblem } from "../../http/problems";
import type { JobStatus, Plan, RerunRequest, StageState } from "../../protocol/http";
import { DialogButton } from "./dialog";
import { Loading, ProblemNote } from "./notes";
import { PlanView } from "./plan_view";

type Props = {
  job: JobStatus;
  label?: string;
  title?: string;
  prominent?: boolean;
  /// Begins with what builds on these in the plan too.
  takesStale?: boolean;
} & ({ stage: StageState } | { sections: string[] });

export function RerunButton(props: Props) {
  const { job } = props;
  if (lacks("POST /api/research/{id}/rerun")) return null;
  const sections = "stage" in props ? [props.stage.stage] : props.sections;
  const isFailed = "sections" in props || props.stage.status !== "completed";
  const name = "stage" in props ? props.stage.name : "missing sections";
  return (
    <DialogButton
      label={props.label ?? (isFailed ? "Rerun section" : "Rerun")}
      subject={props.label ? "" : name}
      tone={(props.prominent ?? isFailed) ? "rerun-button primary" : "rerun-button"}
      disabled={!isTerminal(job.status)}
      hint={isTerminal(job.status) ? undefined : "Possible once the job has ended"}
      title={props.title ?? `Rerun ${name}`}
    >
      {(close) => (
        <RerunPlan job={job} sections={sections} takesStale={props.takesStale ?? false} close={close} />
      )}
    </DialogButton>
  );
}

// -- the dialog ----------------------------------------------------------------

type Step =
  | { at: "planning" }
  | { at: "planned"; plan: Plan; isNewPlan: boolean }
  | { at: "sending"; plan: Plan }
  | { at: "refused"; problem: ShownProblem };

interface PlanProps {
  job: JobStatus;
  sections: string[];
  takesStale: boolean;
  close(): void;
}

function RerunPlan({ job, sections, takesStale, close }: PlanProps) {
  const step = useSignal<Step>({ at: "planning" });
  const withStale = useSignal(takesStale);
  const budget = useSignal(job.budgetUsd === null ? "" : String(job.budgetUsd));
  // One key a plan: sent again after a lost answer, it runs once.
  const key = useRef({ plan: "", key: "" });

  async function plan(isNewPlan: boolean): Promise<void> {
    step.value = { at: "planning" };
    try {
      const found = await api.rerunPlan(job.id, requestOf());
      step.value = { at: "planned", plan: found, isNewPlan };
    } catch (error) {
      step.value = { at: "refused", problem: problemOf(error) };
    }
  }

  function requestOf(): RerunRequest {
    const request: RerunRequest = { sections, cascade: withStale.value ? "stale" : "blocked" };
    // What is no number goes as 0, for the server to refuse by name.
    const wanted = Number(budget.value.replace(",", ".")) || 0;
    const isChanged = budget.value.trim() !== "" && wanted !== job.budgetUsd;
    return isChanged ? { ...request, budgetUsd: wanted } : request;
  }

  async function send(found: Plan): Promise<void> {
    step.value = { at: "sending", plan: found };
    const request = { ...requestOf(), planVersion: found.planVersion };
    const body = JSON.stringify(request);
    if (key.current.plan !== body) key.current = { plan: body, key: newKey() };
    try {
      await api.rerun(job.id, request, key.current.key);
      close();
    } catch (error) {
      const problem = problemOf(error);
      if (problem.code === "plan_changed") return plan(true);
      step.value = { at: "refused", problem };
    }
  }

  useEffect(() => void plan(false), [withStale.value]);
  const here = step.value;
  const hasPlan = here.at === "planned" || here.at === "sending";
  const staleCount = hasPlan ? here.plan.stale.length : 0;
  return (
    <>
      {here.at === "planning" && <Loading subject="the plan" />}
      {here.at === "refused" && <ProblemNote problem={here.problem} />}
      {here.at === "planned" && here.isNewPlan && (
        <p class="note" role="status">
          The job has changed meanwhile. This is the plan as it is now.
        </p>
      )}
      {hasPlan && <PlanView plan={here.plan} job={job} />}
      {(staleCount > 0 || withStale.value) && (
        <label class="check">
          <input
            type="checkbox"
            checked={withStale.value}
            onChange={(event) => (withStale.value = event.currentTarget.checked)}
          />
          Also rewrite{" "}
          {withStale.value
            ? "what builds on it"
            : `the ${plural(staleCount, "section")} that would be out of date`}
        </label>
      )}
      {job.budgetUsd !== null && hasPlan && (
        <label class="budget">
          Budget of this run (USD)
          <input
            type="text"
            inputMode="decimal"
            value={budget.value}
            onInput={(event) => (budget.value = event.currentTarget.value)}
          />
        </label>
      )}
      <div class="dialog-end">
        <button type="button" onClick={close}>
          {here.at === "refused" ? "Close" : "Not now"}
        </button>
        {here.at === "refused" && (
          <button type="button" onClick={() => void plan(false)}>
            Plan again
          </button>
        )}
        {hasPlan && (
          <button
            type="button"
            class="primary"
            disabled={here.at === "sending"}
            onClick={() => void send(here.plan)}
          >
            {here.at === "sending" ? "Sending…" : `Run ${plural(here.plan.stages.length, "stage")}`}
          </button>
        )}
      </div>
    </>
  );
}
