/// The form for a new report.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { api, newKey, problemOf } from "../../http/api";
import { offers, version } from "../../http/features";
import { formatDay, jobStatusText } from "../../ui/format";
import { fieldError, withoutFieldErrors, type ShownProblem } from "../../http/problems";
import type { JobSummary, ResearchRequest, TimeHorizon } from "../../protocol/http";
import { navigate } from "../../ui/router";
import { Field } from "../parts/field";
import { FilePicker } from "./file_picker";
import { ProblemNote } from "../parts/notes";

const horizons: Record<TimeHorizon, string> = {
  "6m": "Last 6 months",
  "1y": "Last year",
  "2y": "Last 2 years",
  "3y": "Last 3 years",
};

export function NewResearch() {
  const problem = useSignal<ShownProblem | null>(null);
  const twin = useSignal<JobSummary | null>(null);
  const files = useSignal<string[]>([]);
  const isSending = useSignal(false);
  // One key a form: pressing twice, or again after a lost answer, makes one job.
  const key = useRef({ body: "", key: "" });
  useEffect(() => void (document.title = "New report · Dossier"), []);

  async function submit(form: HTMLFormElement): Promise<void> {
    const request = requestOf(new FormData(form), files.value);
    const body = JSON.stringify(request);
    if (key.current.body !== body) key.current = { body, key: newKey() };
    isSending.value = true;
    try {
      const { jobId } = await api.generate(request, key.current.key);
      navigate(`/jobs/${jobId}`);
    } catch (error) {
      problem.value = problemOf(error);
      isSending.value = false;
      focusFirstError(form);
    }
  }

  async function lookForTwin(form: HTMLFormElement): Promise<void> {
    const { companyName, geography } = requestOf(new FormData(form), []);
    twin.value = companyName ? await findTwin(companyName, geography ?? "Global") : null;
  }

  const errorAt = (pointer: string) => fieldError(problem.value, pointer);
  const others = withoutFieldErrors(problem.value, shownInline);
  return (
    <div class="page narrow">
      <h1>New report</h1>
      <p class="lead">
        A foundation and ten sections on one company, seen from one region. Every
        statement is cited.
      </p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        {version.value?.demo && <DemoNotice />}
        {others && <ProblemNote problem={others} />}
        <div
          class="field-row"
          onChange={(event) => {
            const { form } = event.target as HTMLInputElement;
            if (form) void lookForTwin(form);
          }}
        >
          <Field name="companyName" label="Company" error={errorAt("/companyName")}>
            {(props) => <input {...props} type="text" required autocomplete="off" maxLength={200} />}
          </Field>
          <Field name="geography" label="Geography" hint="Country or region" error={errorAt("/geography")}>
            {(props) => <input {...props} type="text" placeholder="Global" maxLength={120} />}
          </Field>
        </div>
        {twin.value && <TwinNote twin={twin.value} />}
        <Field
          name="focusAreas"
          label="Focus areas"
          hint="Optional, one a line, at most ten"
          error={errorAt("/focusAreas")}
        >
          {(props) => <textarea {...props} rows={3} placeholder={"Supply chain resilience\nPricing"} />}
        </Field>
        <Field
          name="userContext"
          label="Context"
          hint="Optional: what you know already, what the report is for"
          error={errorAt("/userContext")}
        >
          {(props) => <textarea {...props} rows={4} maxLength={4000} />}
        </Field>
        {offers("POST /api/files") && <FilePicker files={files} error={errorAt("/userFiles")} />}
        <div class="field-row thirds">
          <Field name="timeHorizon" label="Time horizon" error={errorAt("/timeHorizon")}>
            {(props) => (
              <select {...props}>
                {Object.entries(horizons).map(([value, text]) => (
                  <option key={value} value={value} selected={value === "1y"}>
                    {text}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field name="budgetUsd" label="Budget (USD)" hint="Optional cap" error={errorAt("/budgetUsd")}>
            {(props) => <input {...props} type="text" inputMode="decimal" />}
          </Field>
          <Field name="tags" label="Tags" hint="Separated by commas" error={errorAt("/tags")}>
            {(props) => <input {...props} type="text" />}
          </Field>
        </div>
        <div class="form-end">
          <button class="primary" type="submit" disabled={isSending.value}>
            {isSending.value ? "Sending…" : "Generate report"}
          </button>
          <a class="button quiet" href="/">
            Back
          </a>
        </div>
      </form>
    </div>
  );
}

function DemoNotice() {
  return (
    <p class="note demo-note">
      <strong>Demo mode.</strong> No model is asked: this server makes up what it
      writes, and every company figure, quote and source is fictional. It costs
      nothing.
    </p>
  );
}

function TwinNote({ twin }: { twin: JobSummary }) {
  return (
    <p class="note" role="status">
      A report on <strong>{twin.companyName}</strong>, {twin.geography}, exists
      already: {jobStatusText[twin.status].toLowerCase()}, {formatDay(twin.createdAt)}.{" "}
      <a href={`/jobs/${twin.id}`}>Open it</a>, or go on to make another.
    </p>
  );
}

async function findTwin(company: string, geography: string): Promise<JobSummary | null> {
  const search = new URLSearchParams({ q: company, limit: "20" });
  const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();
  try {
    const { items } = await api.list(search);
    const twins = items.filter(
      (item) => same(item.companyName, company) && same(item.geography, geography),
    );
    return twins[0] ?? null;
  } catch {
    return null; // the notice is a courtesy; the form works without it
  }
}

// -- the request -------------------------------------------------------------

function requestOf(form: FormData, userFiles: string[]): ResearchRequest {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const list = (name: string, separator: RegExp) =>
    text(name).split(separator).map((part) => part.trim()).filter(Boolean);
  const request: ResearchRequest = {
    companyName: text("companyName"),
    timeHorizon: (text("timeHorizon") || "1y") as TimeHorizon,
  };
  const focusAreas = list("focusAreas", /\n/);
  const tags = list("tags", /,/);
  const budget = text("budgetUsd");
  if (text("geography")) request.geography = text("geography");
  if (focusAreas.length) request.focusAreas = focusAreas;
  if (tags.length) request.tags = tags;
  if (text("userContext")) request.userContext = text("userContext");
  // What is no number goes as 0, for the server to refuse by name.
  if (budget) request.budgetUsd = Number(budget.replace(",", ".")) || 0;
  if (userFiles.length) request.userFiles = userFiles;
  return request;
}

// -- its errors --------------------------------------------------------------

const shownInline =
  /^\/(companyName|geography|focusAreas|userContext|userFiles|timeHorizon|budgetUsd|tags)(\/|$)/;

function focusFirstError(form: HTMLFormElement): void {
  requestAnimationFrame(() => {
    form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  });
}
