/// What a rerun does to what is read: nothing good is taken away, what became
/// stale is said, and what stays missing is told before.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertAccessible, openWorld, phone, sees } from "./world.mjs";

const world = openWorld({ seeded: false });

async function made(companyName, script = "smooth") {
  const { job, played } = world.server.add({ companyName, geography: "Germany" }, script, { speed: Infinity });
  await played;
  return job;
}

/// Says how the next rerun of a job ends; it begins when it is released.
function heldRerun(job, script = {}) {
  let release;
  job.rerunScript = script;
  job.rerunAfter = new Promise((go) => (release = go));
  return release;
}

async function rerunIn(page, section) {
  await section.getByRole("button", { name: "Rerun" }).click();
  await page.getByRole("dialog").getByRole("button", { name: /^Run / }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

const wordOf = (section) => section.getByText("makes measuring devices");

describe("a good section", () => {
  test("stays readable while a newer one is written, and gives way to it", async () => {
    const job = await made("Staying");
    const release = heldRerun(job);
    const page = await world.visit(`/reports/${job.state.id}`);
    const section = page.locator("#section_3");
    await wordOf(section).waitFor();
    const height = await section.evaluate((part) => part.offsetHeight);
    await rerunIn(page, section);
    await section.locator(".strip").getByText(/^Version 1 of .*\. A newer one is to be written\.$/).waitFor();
    await wordOf(section).waitFor();
    assert.ok((await section.evaluate((part) => part.offsetHeight)) > height, "the strip comes on top");
    const [section3] = (await (await fetch(`${world.server.url}/api/research/${job.state.id}`)).json()).sections.filter(({ stage }) => stage === "section_3");
    assert.equal(section3.output, null);
    assert.equal(section3.previous.version, 1);
    await assertAccessible(page);
    release();
    await section.locator(".strip").getByText("A newer one is being written.").waitFor({ timeout: 60_000 });
    await section.getByRole("link", { name: "Watch it being written" }).waitFor();
    await wordOf(section).waitFor();
    await section.getByText("One site was added.").waitFor({ timeout: 60_000 });
    assert.equal(await section.locator(".strip").count(), 0);
    await page.context().close();
  });

  test("stays when the newer one failed, says why, and is kept with one click", async () => {
    const job = await made("Kept");
    heldRerun(job, { section_3: ["refusal"] })();
    const page = await world.visit(`/reports/${job.state.id}`);
    const section = page.locator("#section_3");
    await rerunIn(page, section);
    const strip = section.locator(".strip.failed");
    await strip.getByText("A newer one failed in try 1, not tried again: refused by the model.").waitFor({ timeout: 60_000 });
    await sees(strip, "The model refused to answer: cyber.");
    await wordOf(section).waitFor();
    assert.equal(await section.locator(".missing").count(), 0);
    await page.locator(".error-banner").getByText("1 section not renewed, the version before stays").waitFor();
    assert.equal(await page.getByText("1 section missing").count(), 0);
    const citation = section.locator(".citation").first();
    assert.ok(!(await citation.getAttribute("class")).includes("unknown"), "its citations resolve");
    await assertAccessible(page);
    await strip.getByRole("button", { name: "Keep this one" }).click();
    await strip.waitFor({ state: "detached" });
    await wordOf(section).waitFor();
    await page.locator(".error-banner").waitFor({ state: "detached" });
    assert.equal(job.stage("section_3").version, 2);
    await page.context().close();
  });

  test("whose rerun was blocked says by what", async () => {
    const job = await made("Overtaken");
    heldRerun(job, { section_2: ["refusal"] })();
    const page = await world.visit(`/reports/${job.state.id}`);
    await page.locator("#section_2").getByRole("button", { name: "Rerun" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("checkbox").check();
    await dialog.locator(".plan").getByText("builds on what changes").first().waitFor();
    await dialog.getByRole("button", { name: /^Run / }).click();
    const strip = page.locator("#section_6 .strip");
    await strip.getByText("A newer one was not written, as Financial Snapshot failed and it builds on that.").waitFor({ timeout: 60_000 });
    await page.locator("#section_6 table.kpi").waitFor();
    await page.context().close();
  });

  test("whose rerun was cancelled stays, on a phone too", async () => {
    const job = await made("Called Off");
    heldRerun(job);
    const page = await world.visit(`/reports/${job.state.id}`, { size: phone });
    const section = page.locator("#section_3");
    await rerunIn(page, section);
    await fetch(`${world.server.url}/api/research/${job.state.id}/cancel`, { method: "POST" });
    await section.locator(".strip.cancelled").getByText("A newer one was cancelled before it was complete.").waitFor({ timeout: 60_000 });
    await wordOf(section).waitFor();
    await section.getByRole("button", { name: "Keep this one" }).waitFor();
    await assertAccessible(page);
    await page.context().close();
  });

  test("is reached from the page of its job", async () => {
    const job = await made("Reached");
    heldRerun(job, { section_3: ["refusal"] })();
    await fetch(`${world.server.url}/api/research/${job.state.id}/rerun`, { method: "POST", body: JSON.stringify({ sections: ["section_3"] }) });
    const page = await world.visit(`/jobs/${job.state.id}?stage=section_3`);
    await page.getByRole("link", { name: "Read version 1" }).click({ timeout: 60_000 });
    await wordOf(page.locator("#section_3")).waitFor();
    await page.context().close();
  });
});

describe("after a repair", () => {
  test("what was written without it is named and marked, and updated with one button", async () => {
    const job = await made("Repaired", "gappy");
    heldRerun(job)();
    const page = await world.visit(`/reports/${job.state.id}`);
    await page.locator("#section_4").getByText("Written without Financial Snapshot").waitFor();
    await page.getByRole("button", { name: "Rerun missing sections" }).click();
    const dialog = page.getByRole("dialog");
    await sees(dialog, "Segment Analysis, SKU Opportunities and Conversation Starters will be out of date");
    assert.equal(await dialog.getByText("Everything else stays").count(), 0);
    await dialog.getByRole("button", { name: /^Run / }).click();
    const banner = page.locator(".stale-banner");
    await sees(banner, "3 sections are out of date");
    assert.deepEqual(await banner.locator("li").allInnerTexts(), [
      "Segment Analysis was written without Financial Snapshot.",
      "SKU Opportunities and Conversation Starters were written without Peer Benchmarking.",
    ]);
    await banner.getByText(/^About .*, \$0\.\d\d/).waitFor();
    await assertAccessible(page);
    await page.goto(`${world.server.url}/jobs/${job.state.id}`);
    await page.locator(".stage-box.tone-warned", { hasText: "Segment Analysis" }).getByText("Completed, stale").waitFor();
    assert.equal(await page.locator(".stage-box.tone-warned").count(), 3);
    await assertAccessible(page);
    await page.locator(".stale-banner").getByRole("button", { name: "Update 3 sections" }).click();
    const update = page.getByRole("dialog");
    await update.locator(".plan").getByText("Segment Analysis").waitFor();
    await update.getByRole("button", { name: /^Run / }).click();
    await page.locator(".job-head .mark", { hasText: "Completed" }).waitFor({ timeout: 60_000 });
    await page.locator(".stale-banner").waitFor({ state: "detached" });
    assert.equal(await page.locator(".stage-box.tone-warned").count(), 0);
    await page.context().close();
  });

  test("nothing is out of date where all was rewritten, and the plan says that the rest stays", async () => {
    const job = await made("Untouched");
    const page = await world.visit(`/reports/${job.state.id}`);
    await page.locator("#section_9").getByRole("button", { name: "Rerun" }).click();
    await sees(page.getByRole("dialog"), "Everything else stays as it is.");
    assert.equal(await page.locator(".stale-banner").count(), 0);
    await page.context().close();
  });
});

test("a plan names what is still missing afterwards, and why", async () => {
  const job = await made("Lacking", "gappy");
  const page = await world.visit(`/reports/${job.state.id}`);
  await page.locator("#section_8").getByRole("button", { name: "Rerun section" }).click();
  const missing = page.getByRole("dialog").locator(".plan-missing");
  await sees(missing, "Still missing afterwards:");
  assert.deepEqual(await missing.locator("li").allInnerTexts(), [
    "Executive Summary, as Financial Snapshot failed too",
    "Financial Snapshot, which failed and is not part of this rerun",
    "Peer Benchmarking, as Financial Snapshot failed too",
  ]);
  await assertAccessible(page);
  await page.context().close();
});

test("a foundation's rerun says that it closes the report", async () => {
  const job = await made("Refounded");
  const page = await world.visit(`/reports/${job.state.id}`);
  await page.locator("#foundation").getByRole("button", { name: "Rerun" }).click();
  await sees(page.getByRole("dialog"), "The report is closed until the foundation is completed again.");
  await page.context().close();
});

test("an attempt that a restart took is told apart from the tries", async () => {
  const job = await made("Restarted", "crashed");
  const page = await world.visit(`/jobs/${job.state.id}?stage=section_3`);
  const detail = page.locator(".stage-detail");
  await detail.getByText("3 of 3, one more was lost to a restart").waitFor();
  await page.locator(".error-banner").getByText("failed (3 of 3, one more was lost to a restart: temporary failure)").waitFor();
  assert.equal(await page.getByText("4 of 3").count(), 0);
  assert.equal(await detail.locator(".attempts li").count(), 4);
  await page.goto(`${world.server.url}/reports/${job.state.id}`);
  await page.locator("#section_3").getByText("after 3 of 3 tries, one more was lost to a restart").waitFor();
  await page.context().close();
});
