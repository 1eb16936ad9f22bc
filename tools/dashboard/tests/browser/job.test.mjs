/// The live page of a job.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertAccessible, heldJob, openWorld, sees } from "./world.mjs";

const world = openWorld({ seeded: false });
const start = (companyName, script, how) =>
  world.server.add({ companyName, geography: "Germany" }, script, how).job;
const box = (page, name) => page.locator(".stage-box", { hasText: name });

describe("a running job", () => {
  test("shows what is being written as text, the raw stream one click away", async () => {
    const { job, release } = heldJob(world.server, "Streaming", "smooth", { speed: 4 });
    const page = await world.visit(`/jobs/${job.state.id}`);
    await sees(page, "Place 1 in the queue");
    release();
    const text = page.locator(".stream-text");
    await text.getByText("Streaming AG").waitFor();
    assert.doesNotMatch(await text.innerText(), /"legal_name"|[{}]/);
    await page.getByRole("button", { name: "Raw stream" }).click();
    await text.getByText('"').first().waitFor();
    await page.context().close();
  });

  test("is joined late with the text written before", async () => {
    const job = start("Latecomer", "smooth", { speed: 4 });
    let release;
    job.holds.foundation = new Promise((go) => (release = go));
    await new Promise((heard) => job.listeners.add(({ type }) => type === "delta" && heard()));
    const page = await world.visit(`/jobs/${job.state.id}?stage=foundation`);
    await page.locator(".stream-text").getByText("Latecomer AG").waitFor();
    assert.equal(await page.getByText("The beginning is not shown").count(), 0);
    release();
    await page.context().close();
  });

  test("says that it waits to retry, when, and why", async () => {
    const { job, release } = heldJob(world.server, "Retrying", "retry", { speed: 3 });
    const page = await world.visit(`/jobs/${job.state.id}?stage=section_3`);
    await sees(page, "Place 1 in the queue");
    release();
    await box(page, "Company Overview").getByText("Waiting to retry").waitFor({ timeout: 60_000 });
    await sees(page, "Attempt 1 failed: temporary failure");
    await page.locator(".stage-detail").getByText("1 of 3").waitFor();
    await page.locator(".stage-detail .mark", { hasText: "Completed" }).waitFor({ timeout: 60_000 });
    assert.equal(await page.locator(".trouble").count(), 0);
    await page.locator(".attempts").getByText("Attempt 1 failed: temporary failure").waitFor();
    const bars = page.locator("button.timeline-row", { hasText: "Company Overview" }).locator(".bar");
    await bars.nth(1).waitFor();
    assert.equal(await bars.count(), 2);
    await assertAccessible(page);
    await page.context().close();
  });

  test("names root cause and blocked sections once they failed", async () => {
    const job = start("Breaking", "broken");
    const page = await world.visit(`/jobs/${job.state.id}`);
    const banner = page.locator(".error-banner");
    await banner.waitFor({ timeout: 60_000 });
    const text = "Financial Snapshot failed (3 of 3: temporary failure) and blocks Executive Summary and Peer Benchmarking.";
    assert.equal(await banner.locator("li").innerText(), text);
    await page.locator(".job-head").getByText(/confidence over 6 of 9 rated sections/).waitFor();
    await banner.getByRole("link", { name: "Peer Benchmarking" }).click();
    await sees(page, "It was not tried.");
    await assertAccessible(page);
    await page.context().close();
  });

  test("goes on by itself after the socket was lost", async () => {
    const { job, release } = heldJob(world.server, "Dropping", "smooth", { speed: 6 });
    const page = await world.visit(`/jobs/${job.state.id}`);
    await sees(page, "Place 1 in the queue");
    release();
    await page.locator(".stream-text").waitFor();
    world.server.dropSockets();
    await page.locator(".link-badge", { hasText: "Reconnecting" }).waitFor();
    await page.locator(".link-badge", { hasText: "Live" }).waitFor();
    await page.locator(".job-head .mark", { hasText: "Completed" }).waitFor({ timeout: 60_000 });
    assert.equal(await page.locator(".stage-box.tone-completed").count(), job.state.stages.length);
    await page.context().close();
  });

  test("is cancelled after a question, and keeps what was made", async () => {
    const job = start("Stopping", "smooth");
    job.holds.section_2 = new Promise(() => undefined);
    const page = await world.visit(`/jobs/${job.state.id}`);
    await box(page, "Foundation").locator(".icon-completed").waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Cancel job" }).click();
    await assertAccessible(page);
    await page.getByRole("dialog").getByRole("button", { name: "Cancel job" }).click();
    await page.locator(".job-head").getByText("Cancelled").waitFor();
    await page.getByRole("link", { name: "Read report so far" }).click();
    await page.getByRole("heading", { name: "Executive Summary" }).waitFor();
    await page.context().close();
  });
});

test("a notice is shown when the job ends, to one who asked for it", async () => {
  const { job, release } = heldJob(world.server, "Noticed", "smooth");
  const page = await world.visit("/");
  await page.context().addInitScript(() => {
    window.shown = [];
    window.Notification = class {
      static requestPermission = async () => "granted";
      constructor(title, { body }) {
        window.shown.push(`${title}: ${body}`);
      }
    };
  });
  await page.goto(`${world.server.url}/jobs/${job.state.id}`);
  await page.getByRole("button", { name: "Notify me" }).click();
  await page.locator('button[aria-pressed="true"]', { hasText: "Notify me" }).waitFor();
  release();
  await page.locator(".job-head .mark", { hasText: "Completed" }).waitFor({ timeout: 60_000 });
  await page.waitForFunction(() => window.shown.length > 0);
  assert.deepEqual(await page.evaluate(() => window.shown), ["Noticed: Completed"]);
  assert.equal(await page.getByRole("button", { name: "Notify me" }).count(), 0);
  await page.context().close();
});

describe("a job that has ended", () => {
  test("gets other tags and another budget", async () => {
    const { job, played } = world.server.add({ companyName: "Editable", tags: ["old"] }, "smooth", { speed: Infinity });
    await played;
    const page = await world.visit(`/jobs/${job.state.id}`);
    await page.getByRole("button", { name: "Edit" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Tags").fill("spring, review");
    await dialog.getByLabel("Budget").fill("none at all");
    await assertAccessible(page);
    await dialog.getByRole("button", { name: "Save" }).click();
    await sees(dialog, "Must be a number above 0.");
    await dialog.getByLabel("Budget").fill("2,50");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.locator(".job-head").getByText("of $2.50").waitFor();
    assert.deepEqual(await page.locator(".job-head .tag").allInnerTexts(), ["spring", "review"]);
    assert.deepEqual(job.state.tags, ["spring", "review"]);
    await page.context().close();
  });

  test("is deleted after a question, also before the eyes of others", async () => {
    const { job, played } = world.server.add({ companyName: "Deletable" }, "smooth", { speed: Infinity });
    await played;
    const other = await world.visit(`/jobs/${job.state.id}`);
    await other.locator(".link-badge", { hasText: "Live" }).waitFor();
    const page = await world.visit(`/jobs/${job.state.id}`);
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete for good" }).click();
    await page.getByRole("heading", { name: "Research" }).waitFor();
    assert.equal(await page.getByText("Deletable").count(), 0);
    await sees(other, "This research has been deleted.");
    await page.context().close();
    await other.context().close();
  });
});
