/// The administrator's page: what runs and waits, and its levers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, heldJob, openWorld, sees } from "./world.mjs";

const world = openWorld();
const part = (page, name) => page.getByRole("region", { name });

test("the queue is paused and resumed, and both are on record", async () => {
  const page = await world.visit("/");
  await page.getByRole("link", { name: "Admin" }).click();
  const queue = part(page, "Queue");
  await queue.getByRole("button", { name: "Pause" }).click();
  await sees(queue, "Paused: nothing new starts");
  await assertAccessible(page);
  await queue.getByRole("button", { name: "Resume" }).click();
  await sees(queue, "Jobs start as places become free.");
  const audit = part(page, "Audit");
  await audit.getByRole("button", { name: "Read again" }).click();
  await audit.getByText("Resume queue").waitFor();
  assert.deepEqual(await audit.locator("strong").allInnerTexts(), ["Resume queue", "Pause queue"]);
  await page.context().close();
});

test("limits are set, and a bad one is named beside its field", async () => {
  const page = await world.visit("/admin");
  const queue = part(page, "Queue");
  await queue.getByLabel("Jobs at once").fill("");
  await queue.getByRole("button", { name: "Set limits" }).click();
  await sees(queue, "Must be 0 or more.");
  await queue.getByLabel("Jobs at once").fill("8");
  await queue.getByRole("button", { name: "Set limits" }).click();
  await sees(queue, "Set.");
  await sees(queue, "of 8");
  await page.context().close();
});

test("a job that waits is let in, and then runs before the eyes", async () => {
  const { job } = heldJob(world.server, "Impatient", "smooth", { speed: 1 });
  const page = await world.visit("/admin");
  await part(page, "Queue").getByRole("button", { name: "Start now Impatient" }).click();
  const row = part(page, "Running").locator("li", { hasText: "Impatient" });
  await row.getByText("Foundation").waitFor();
  assert.equal(await row.getByRole("link").getAttribute("href"), `/jobs/${job.state.id}`);
  await page.context().close();
});

test("a bulk rerun shows which jobs it means before it is sent", async () => {
  const page = await world.visit("/admin");
  const bulk = part(page, "Bulk rerun");
  await bulk.getByLabel("Failed because of").selectOption("refusal");
  await bulk.getByRole("button", { name: "Show plan" }).click();
  await sees(bulk, "Nothing failed that way.");
  await bulk.getByLabel("Failed because of").selectOption("transient");
  await bulk.getByRole("button", { name: "Show plan" }).click();
  await sees(bulk, "2 jobs, 14 sections");
  assert.deepEqual(await bulk.locator("li a").allInnerTexts(), ["Nordlicht Pumpen", "Halden Instruments"]);
  await assertAccessible(page);
  const sent = page.waitForRequest((request) => request.url().endsWith("/api/admin/rerun"));
  await bulk.getByRole("button", { name: "Rerun 2 jobs" }).click();
  const { jobIds, filter, dryRun } = (await sent).postDataJSON();
  assert.deepEqual([jobIds.length, filter, dryRun], [2, undefined, undefined]);
  await sees(bulk, "2 accepted");
  await page.context().close();
});

test("the check goes through every page of jobs", async () => {
  const page = await world.visit("/admin");
  const check = part(page, "Check");
  await check.getByRole("button", { name: "Check every job" }).click();
  await sees(check, `${world.server.jobs.size} jobs checked, all agree.`);
  await page.context().close();
});
