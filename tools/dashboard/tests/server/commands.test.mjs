/// What a person can do to a job on its pages, done by the real server. A
/// command that the server does not have is skipped, and said to be.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertAccessible, openWorldOf, sees } from "../browser/world.mjs";
import { endOf, startServer, startServerWithSim } from "./programs.mjs";

const longMs = 120_000;
const rules = [
  { company: "Refused Castings", stage: "section_2", fault: "refusal:times=1" },
  { company: "Moving Targets", stage: "section_8", fault: "refusal:times=1" },
  { company: "Endless Looms", stage: "section_3", fault: "slow:tps=1" },
];
const world = openWorldOf(() => startServerWithSim({ rules }));
const rerun = "POST /api/research/{id}/rerun";
const headMark = (page, text) => page.locator(".job-head .mark", { hasText: text });

/// A test of one operation.
function testOf(operation, name, run) {
  test(name, async (t) => {
    if (!(await world.server.offers(operation))) return t.skip(`the server has no ${operation}`);
    await run();
  });
}

async function make(companyName, more = {}) {
  const { jobId } = await world.server.api("/api/research/generate", { companyName, geography: "Germany", ...more });
  return jobId;
}

async function made(companyName, more) {
  return endOf(world.server, await make(companyName, more));
}

describe("a rerun", () => {
  testOf(rerun, "of what failed shows its plan, mends it and what it had blocked", async () => {
    const { id } = await made("Refused Castings");
    const page = await world.visit(`/reports/${id}`);
    await page.getByRole("button", { name: "Rerun missing sections" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.locator(".plan li").first().waitFor();
    const names = await dialog.locator(".plan strong").allInnerTexts();
    assert.deepEqual(names, ["Executive Summary", "Financial Snapshot", "Peer Benchmarking", "Appendix"]);
    const reasons = await dialog.locator(".plan .muted").allInnerTexts();
    assert.deepEqual(reasons, ["was blocked", "failed", "was blocked", "is put together anew"]);
    await assertAccessible(page);
    await dialog.getByRole("button", { name: "Run 4 stages" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.locator("#section_2 table.kpi").waitFor({ timeout: longMs });
    await page.locator(".error-banner").waitFor({ state: "detached", timeout: longMs });
    await page.locator("#section_4").getByText("Stale: written without Financial Snapshot").waitFor({ timeout: longMs });
    await page.getByRole("link", { name: "How it was made" }).click();
    await headMark(page, "Completed").waitFor({ timeout: longMs });
    await page.getByLabel("Run").selectOption({ index: 1 });
    const row = page.locator("button.timeline-row", { hasText: "Financial Snapshot" });
    await row.locator(".bar.outcome-failed").waitFor();
    await page.context().close();
  });

  testOf(rerun, "that was planned on old ground shows the new plan first", async () => {
    const { id } = await made("Moving Targets");
    const page = await world.visit(`/jobs/${id}?stage=section_8`);
    const detail = page.locator(".stage-detail");
    await detail.getByRole("button", { name: "Rerun section" }).click();
    const dialog = page.getByRole("dialog");
    const run = dialog.getByRole("button", { name: /^Run \d/ });
    await run.waitFor();
    await world.server.send("PATCH", `/api/research/${id}`, { tags: ["moved"] });
    await run.click();
    await sees(dialog, "The job has changed meanwhile");
    await run.click();
    await dialog.waitFor({ state: "detached" });
    await headMark(page, "Completed").waitFor({ timeout: longMs });
    await page.locator(".job-head .tag", { hasText: "moved" }).waitFor();
    await page.context().close();
  });

  testOf(rerun, "is out of reach while the job runs", async () => {
    const id = await make("Endless Looms");
    const page = await world.visit(`/jobs/${id}?stage=foundation`);
    const button = page.locator(".stage-detail").getByRole("button", { name: "Rerun Foundation" });
    await button.waitFor({ timeout: longMs });
    assert.ok(await button.isDisabled());
    await page.context().close();
  });
});

testOf("POST /api/research/{id}/sections/{stage}/versions/{n}/restore", "an old version is compared and restored", async () => {
  const { id } = await made("Twofold Bearings");
  const page = await world.visit(`/reports/${id}`);
  const section = page.locator("#section_3");
  await section.getByRole("button", { name: "Rerun" }).click();
  const dialog = page.getByRole("dialog");
  await sees(dialog, "Executive Summary and Trends will be out of date");
  await dialog.getByRole("button", { name: /^Run \d/ }).click();
  await section.getByRole("button", { name: "Versions" }).click({ timeout: longMs });
  await sees(dialog, /The two say the same|differ/);
  await assertAccessible(page);
  const restore = dialog.getByRole("button", { name: "Restore version 1" });
  await restore.click({ timeout: longMs });
  await sees(dialog, "It becomes the newest version.");
  await restore.click();
  await dialog.waitFor({ state: "detached" });
  const { items } = await world.server.api(`/api/research/${id}/sections/section_3/versions`);
  const origins = items.map(({ version, restoredFrom }) => [version, restoredFrom]).sort();
  assert.deepEqual(origins, [[1, null], [2, null], [3, 1]]);
  await page.context().close();
});

testOf("POST /api/research/{id}/cancel", "a job is cancelled, and its report stays", async () => {
  const id = await make("Endless Looms");
  const page = await world.visit(`/jobs/${id}`);
  await page.locator(".stage-box.tone-completed", { hasText: "Foundation" }).waitFor({ timeout: longMs });
  await page.getByRole("button", { name: "Cancel job" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel job" }).click();
  await headMark(page, "Cancelled").waitFor();
  await page.locator("button.timeline-row .bar.outcome-cancelled").first().waitFor();
  await page.getByRole("link", { name: "Read report so far" }).click();
  await page.locator("#section_2 table.kpi").waitFor();
  await page.context().close();
});

testOf("PATCH /api/research/{id}", "tags and budget are changed, a bad budget is refused by name", async () => {
  const { id } = await made("Changing Gauges", { tags: ["old"] });
  const page = await world.visit(`/jobs/${id}`);
  await page.getByRole("button", { name: "Edit" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Tags").fill("spring, review");
  await dialog.getByLabel("Budget").fill("nothing");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.locator("#budgetUsd-error").waitFor();
  await dialog.getByLabel("Budget").fill("2.5");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.locator(".job-head").getByText("of $2.50").waitFor();
  assert.deepEqual(await page.locator(".job-head .tag").allInnerTexts(), ["spring", "review"]);
  const { tags, budgetUsd } = await world.server.api(`/api/research/jobs/${id}`);
  assert.deepEqual([tags, budgetUsd], [["spring", "review"], 2.5]);
  await page.context().close();
});

testOf("DELETE /api/research/{id}", "a deleted job is gone, also for one who watches it", async () => {
  const { id } = await made("Passing Fancies");
  const other = await world.visit(`/reports/${id}`);
  await other.locator(".link-badge", { hasText: "Live" }).waitFor();
  const page = await world.visit(`/jobs/${id}`);
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete for good" }).click();
  await page.getByRole("heading", { name: "Research" }).waitFor();
  await page.getByText("Passing Fancies").waitFor({ state: "detached" });
  await sees(other, "This report has been deleted.");
  await page.goto(`${world.server.url}/jobs/${id}`);
  await sees(page, "Nothing here");
  await page.context().close();
  await other.context().close();
});

describe("a server in demo mode", () => {
  const demo = openWorldOf(() => startServer());

  test("says so before a report is asked for", async (t) => {
    const { demo: isDemo } = await demo.server.api("/api/version");
    if (isDemo === undefined) return t.skip("the server does not tell");
    const page = await demo.visit("/new");
    await sees(page, "Demo mode.");
    await assertAccessible(page);
    await page.context().close();
  });
});
