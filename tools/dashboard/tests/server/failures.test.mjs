/// A model that fails as models do: what the pages say of it.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { assertAccessible, openWorldOf, sees } from "../browser/world.mjs";
import { endOf, startServerWithSim } from "./programs.mjs";

const longMs = 120_000;
const rules = [
  { company: "Refused Castings", stage: "section_2", fault: "refusal" },
  { company: "Stumbling Gears", stage: "section_3", fault: "500:times=1" },
  { company: "Hopeless Forges", stage: "foundation", fault: "401" },
  { company: "Busy Foundries", stage: "section_8", fault: "429:retry_after=5,times=1" },
  { company: "Twice Broken Mills", stage: "section_2", fault: "500" },
  { company: "Twice Broken Mills", stage: "section_8", fault: "refusal" },
];
const world = openWorldOf(() => startServerWithSim({ rules }));

async function start(companyName) {
  const { jobId } = await world.server.api("/api/research/generate", { companyName, geography: "Germany" });
  return jobId;
}

describe("a report with a refused section", () => {
  let id;
  before(async () => {
    id = await start("Refused Castings");
    await endOf(world.server, id);
  });

  test("opens all the same, and says first what failed and what that blocked", async () => {
    const page = await world.visit(`/reports/${id}`);
    const banner = page.locator(".error-banner");
    await sees(banner, "3 sections missing");
    const text = "Financial Snapshot failed (1 of 3: refused by the model) and blocks Executive Summary and Peer Benchmarking.";
    assert.deepEqual(await banner.locator("li").allInnerTexts(), [text]);
    const { sections } = await world.server.api(`/api/research/${id}`);
    const { lastError } = sections.find(({ stage }) => stage === "section_2");
    await page.locator("#section_2").getByText(lastError, { exact: true }).waitFor();
    await page.locator("#section_3 .standing").waitFor();
    assert.equal(await page.locator(".report-section .missing").count(), 3);
    await banner.getByRole("link", { name: "Peer Benchmarking" }).click();
    await page.locator("#section_6").getByText("Blocked", { exact: true }).waitFor();
    await assertAccessible(page);
    await page.context().close();
  });

  test("is found among the errors", async () => {
    const page = await world.visit("/");
    await page.getByRole("button", { name: "Errors" }).click();
    const row = page.locator(".research-row", { hasText: "Refused Castings" });
    await row.getByText("3 sections failed").waitFor();
    await page.context().close();
  });
});

test("several causes stand apart, each with what it blocked", async () => {
  const id = await start("Twice Broken Mills");
  const page = await world.visit(`/jobs/${id}`);
  await page.locator(".job-head .mark", { hasText: "Completed with errors" }).waitFor({ timeout: longMs });
  assert.deepEqual(await page.locator(".error-banner li").allInnerTexts(), [
    "Financial Snapshot failed (3 of 3: temporary failure) and blocks Executive Summary and Peer Benchmarking.",
    "Recent News failed (1 of 3: refused by the model).",
  ]);
  await page.context().close();
});

test("a stage that stumbled once says so while it waits, and is silent once it stands", async () => {
  const page = await world.visit("/");
  const id = await start("Stumbling Gears");
  await page.goto(`${world.server.url}/jobs/${id}?stage=section_3`);
  await page.locator(".stage-detail .mark", { hasText: "Completed" }).waitFor({ timeout: longMs });
  const detail = page.locator(".stage-detail");
  await detail.getByText("2 of 3").waitFor();
  assert.equal(await detail.locator(".trouble").count(), 0);
  const attempts = await detail.locator(".attempts strong").allInnerTexts();
  assert.deepEqual(attempts, ["Attempt 2", "Attempt 1"]);
  const row = page.locator("button.timeline-row", { hasText: "Company Overview" });
  await row.getByText("2 attempts").waitFor();
  const bars = row.locator(".bar");
  assert.deepEqual(await bars.evaluateAll((list) => list.map((bar) => bar.className)), [
    "bar outcome-failed",
    "bar outcome-completed",
  ]);
  await page.context().close();
});

test("a stage held back by the provider says so, and uses no attempt", async () => {
  const id = await start("Busy Foundries");
  const page = await world.visit(`/jobs/${id}?stage=section_8`);
  const box = page.locator(".stage-box", { hasText: "Recent News" });
  await box.getByText("Provider is busy").waitFor({ timeout: longMs });
  await page.locator(".stage-detail .mark", { hasText: "Completed" }).waitFor({ timeout: longMs });
  await page.locator(".stage-detail").getByText("1 of 3").waitFor();
  await page.context().close();
});

test("a job without a foundation says why, and its report leads there", async () => {
  const id = await start("Hopeless Forges");
  const page = await world.visit(`/jobs/${id}`);
  await page.locator(".job-head .mark", { hasText: "Failed" }).waitFor({ timeout: longMs });
  await sees(page.locator(".error-banner"), "provider rejected the key");
  await page.goto(`${world.server.url}/reports/${id}`);
  await sees(page, "The foundation could not be made");
  await assertAccessible(page);
  await page.getByRole("link", { name: "See what happened" }).click();
  await page.getByRole("heading", { name: "Hopeless Forges" }).waitFor();
  await page.context().close();
});
