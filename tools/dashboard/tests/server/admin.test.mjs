/// The administrator's page of the real server.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, assertFits, openWorldOf, phone, sees } from "../browser/world.mjs";
import { endOf, startServerWithSim } from "./programs.mjs";

const longMs = 120_000;
const rules = [
  { company: "First Refusals", stage: "section_2", fault: "refusal:times=1" },
  { company: "Second Refusals", stage: "section_8", fault: "refusal:times=1" },
  { company: "Endless Looms", stage: "section_3", fault: "slow:tps=1" },
];
const world = openWorldOf(() => startServerWithSim({ rules }));
const part = (page, name) => page.getByRole("region", { name });

function testOfAdmin(name, run) {
  test(name, async (t) => {
    if (!(await world.server.offers("GET /api/admin/overview"))) return t.skip("the server has no administration");
    await run();
  });
}

async function make(companyName) {
  const { jobId } = await world.server.api("/api/research/generate", { companyName, geography: "Germany" });
  return jobId;
}

testOfAdmin("a paused queue lets in only whom the administrator starts", async () => {
  const page = await world.visit("/");
  await page.getByRole("link", { name: "Admin" }).click();
  const queue = part(page, "Queue");
  await queue.getByRole("button", { name: "Pause" }).click();
  await sees(queue, "Paused: nothing new starts");
  const id = await make("Patient Presses");
  await queue.getByRole("button", { name: "Start now Patient Presses" }).click();
  await endOf(world.server, id);
  await queue.getByRole("button", { name: "Resume" }).click();
  await sees(queue, "Jobs start as places become free.");
  const audit = part(page, "Audit");
  await audit.getByRole("button", { name: "Read again" }).click();
  await audit.getByText("Resume queue").waitFor();
  assert.equal((await audit.locator("strong").allInnerTexts()).length, 3);
  await assertAccessible(page);
  await page.context().close();
});

testOfAdmin("running jobs are shown with their stages, on a phone too", async () => {
  await make("Endless Looms");
  for (const size of [undefined, phone]) {
    const page = await world.visit("/admin", { size });
    const row = part(page, "Running").locator("li", { hasText: "Endless Looms" });
    await row.getByText("Company Overview").waitFor({ timeout: longMs });
    await assertAccessible(page);
    await assertFits(page);
    await page.context().close();
  }
});

testOfAdmin("limits are set, a bad one is refused by name", async () => {
  const page = await world.visit("/admin");
  const queue = part(page, "Queue");
  await queue.getByLabel("Jobs at once").fill("-3");
  await queue.getByRole("button", { name: "Set limits" }).click();
  await queue.locator("#maxRunningJobs-error").waitFor();
  await queue.getByLabel("Jobs at once").fill("8");
  await queue.getByRole("button", { name: "Set limits" }).click();
  await sees(queue, "of 8");
  await page.context().close();
});

testOfAdmin("what failed for one reason in many jobs is made again", async () => {
  const ids = [await make("First Refusals"), await make("Second Refusals")];
  for (const id of ids) await endOf(world.server, id);
  const page = await world.visit("/admin");
  const bulk = part(page, "Bulk rerun");
  await bulk.getByLabel("Failed because of").selectOption("refusal");
  await bulk.getByRole("button", { name: "Show plan" }).click();
  await sees(bulk, "2 jobs, 4 sections");
  const names = await bulk.locator(".bulk-plan li a").allInnerTexts();
  assert.deepEqual(names.sort(), ["First Refusals", "Second Refusals"]);
  await bulk.getByRole("button", { name: "Rerun 2 jobs" }).click();
  await sees(bulk, "2 accepted");
  for (const id of ids) {
    await page.goto(`${world.server.url}/jobs/${id}`);
    await page.locator(".job-head .mark", { hasText: /^Completed$/ }).waitFor({ timeout: longMs });
  }
  await page.context().close();
});

testOfAdmin("every job agrees with its events", async () => {
  const page = await world.visit("/admin");
  const check = part(page, "Check");
  await check.getByRole("button", { name: "Check every job" }).click();
  await sees(check, /jobs? checked, all agree\./);
  await page.context().close();
});
