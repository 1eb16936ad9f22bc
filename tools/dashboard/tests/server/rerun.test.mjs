/// What a rerun does to what is read, by the real server: nothing good is
/// taken away, what the plan foretells happens, lost attempts are told apart.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertAccessible, assertFits, openWorldOf, sees } from "../browser/world.mjs";
import { endOf, startServerWithSim } from "./programs.mjs";

const longMs = 120_000;
const lostSocket = "WebSocket connection to";
const world = openWorldOf(() => startServerWithSim(), { expects: [lostSocket] });

async function made(companyName) {
  const { jobId } = await world.server.api("/api/research/generate", { companyName, geography: "Germany" });
  return endOf(world.server, jobId);
}

const reportOf = (id) => world.server.api(`/api/research/${id}`);
const sectionOf = async (id, stage) => (await reportOf(id)).sections.find((section) => section.stage === stage);
const idsWhere = (job, is) => job.stages.filter(is).map(({ stage }) => stage);

async function rerunIn(page, section) {
  await section.getByRole("button", { name: "Rerun" }).click();
  await page.getByRole("dialog").getByRole("button", { name: /^Run \d/ }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

describe("a good foundation", () => {
  test("that cannot be renewed closes the report, and opens it again when it is kept", async () => {
    const { id } = await made("Founding Fathoms");
    const before = await reportOf(id);
    await world.server.setFaults([{ company: "Founding Fathoms", stage: "foundation", fault: "refusal:times=1" }]);
    await world.server.api(`/api/research/${id}/rerun`, { sections: ["foundation"], cascade: "none" });
    await endOf(world.server, id);
    const page = await world.visit(`/reports/${id}`);
    await page.getByText("Its version 1 is kept").waitFor({ timeout: longMs });
    await assertAccessible(page);
    await page.getByRole("button", { name: "Keep this one" }).click();
    await page.locator("#section_3 .section-body").waitFor({ timeout: longMs });
    const after = await reportOf(id);
    assert.deepEqual(after.foundation, before.foundation);
    await page.context().close();
  });
});

describe("a good section", () => {
  test("outlives a rerun that fails, with all it cites, and is kept with one click", async () => {
    const { id } = await made("Fading Prints");
    const before = await reportOf(id);
    const text = await sectionOf(id, "section_3");
    await world.server.setFaults([{ company: "Fading Prints", stage: "section_3", fault: "refusal:times=1" }]);
    const page = await world.visit(`/reports/${id}`);
    const section = page.locator("#section_3");
    const words = await section.locator(".section-body").innerText();
    await rerunIn(page, section);
    const strip = section.locator(".strip.failed");
    await strip.getByText("A newer one failed in try 1, not tried again: refused by the model.").waitFor({ timeout: longMs });
    assert.equal(await section.locator(".section-body").innerText(), words);
    await assertAccessible(page);
    const after = await reportOf(id);
    const failed = after.sections.find(({ stage }) => stage === "section_3");
    assert.equal(failed.output, null);
    assert.deepEqual(failed.previous, {
      version: 1, completedAt: text.completedAt, confidence: text.confidence, output: text.output,
    });
    assert.deepEqual(failed.sources, text.sources);
    assert.deepEqual(after.sourceCatalog, before.sourceCatalog);
    const others = ({ sections }) => sections.filter(({ stage }) => !["section_3", "section_10"].includes(stage));
    assert.deepEqual(others(after).map(({ output }) => output), others(before).map(({ output }) => output));
    await strip.getByRole("button", { name: "Keep this one" }).click();
    await strip.waitFor({ state: "detached" });
    const kept = await sectionOf(id, "section_3");
    assert.deepEqual([kept.version, kept.output, kept.previous], [2, text.output, null]);
    await page.context().close();
  });

  test("is read while a newer one is written, and after that was cancelled", async () => {
    const { id } = await made("Slow Prints");
    await world.server.setFaults([{ company: "Slow Prints", stage: "section_3", fault: "slow:tps=1" }]);
    const page = await world.visit(`/reports/${id}`);
    const section = page.locator("#section_3");
    const words = await section.locator(".section-body").innerText();
    await rerunIn(page, section);
    await section.locator(".strip").getByText("A newer one is being written.").waitFor({ timeout: longMs });
    assert.equal(await section.locator(".section-body").innerText(), words);
    await page.reload();
    await section.locator(".strip").getByText("A newer one is being written.").waitFor({ timeout: longMs });
    assert.equal(await section.locator(".section-body").innerText(), words);
    await world.server.api(`/api/research/${id}/cancel`, {});
    await section.locator(".strip").getByText("A newer one was cancelled").waitFor({ timeout: longMs });
    assert.equal(await section.locator(".section-body").innerText(), words);
    await page.context().close();
  });
});

describe("a repair", () => {
  test("makes stale what its plan foretold, says so, and one button updates all", async () => {
    await world.server.setFaults([{ company: "Gapped Gears", stage: "section_4", fault: "refusal:times=1" }]);
    const { id } = await made("Gapped Gears");
    const plan = await world.server.api(`/api/research/${id}/rerun?dryRun=true`, { sections: ["section_4"], cascade: "blocked" });
    assert.deepEqual(plan.missing, []);
    const page = await world.visit(`/jobs/${id}`);
    await page.locator(".error-banner").getByRole("button", { name: "Rerun section" }).click();
    await page.getByRole("dialog").getByRole("button", { name: /^Run \d/ }).click();
    const banner = page.locator(".stale-banner");
    await banner.waitFor({ timeout: longMs });
    const stale = idsWhere(await world.server.api(`/api/research/jobs/${id}`), ({ stale }) => stale);
    assert.deepEqual(stale, plan.stale);
    assert.ok(stale.length > 0);
    await sees(banner, "without Segment Analysis");
    assert.equal(await page.locator(".stage-box.tone-warned").count(), stale.length);
    await assertAccessible(page);
    await banner.getByRole("button", { name: /^Update \d/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: /^Run \d/ }).click();
    await banner.waitFor({ state: "detached", timeout: longMs });
    await page.locator(".job-head .mark", { hasText: "Completed" }).waitFor({ timeout: longMs });
    const job = await world.server.api(`/api/research/jobs/${id}`);
    assert.deepEqual(idsWhere(job, ({ stale, status }) => stale || status !== "completed"), []);
    await page.context().close();
  });

  test("of one of two says what stays missing for want of the other", async () => {
    await world.server.setFaults([
      { company: "Twice Gapped", stage: "section_2", fault: "refusal:times=1" },
      { company: "Twice Gapped", stage: "section_3", fault: "refusal:times=1" },
    ]);
    const { id } = await made("Twice Gapped");
    const page = await world.visit(`/reports/${id}`);
    await page.locator("#section_2").getByRole("button", { name: "Rerun section" }).click();
    const missing = page.getByRole("dialog").locator(".plan-missing li");
    await missing.first().waitFor();
    assert.deepEqual(await missing.allInnerTexts(), [
      "Executive Summary, as Company Overview failed too",
      "Company Overview, which failed and is not part of this rerun",
    ]);
    await page.context().close();
  });
});

test("an attempt that a crash took is no try, while it runs and when it has failed", async () => {
  await world.server.setFaults([{ company: "Nevis Ports", stage: "section_3", fault: "slow:tps=1" }]);
  const { jobId: id } = await world.server.api("/api/research/generate", { companyName: "Nevis Ports" });
  const page = await world.visit(`/jobs/${id}?stage=section_3`);
  await page.locator(".stage-box.tone-running", { hasText: "Company Overview" }).waitFor({ timeout: longMs });
  await page.locator(".stream-text p").first().waitFor({ timeout: longMs });
  await world.server.setFaults([{ company: "Nevis Ports", stage: "section_3", fault: "500" }]);
  await world.server.crash();
  await world.server.start();
  const detail = page.locator(".stage-detail");
  await detail.getByText("3 of 3, one more was lost to a restart").waitFor({ timeout: longMs });
  await detail.locator(".mark", { hasText: "Failed" }).waitFor({ timeout: longMs });
  await page.reload();
  await detail.getByText("3 of 3, one more was lost to a restart").waitFor({ timeout: longMs });
  assert.equal(await page.getByText("4 of 3").count(), 0);
  const { stages } = await world.server.api(`/api/research/jobs/${id}`);
  const { attempts, maxAttempts, lostAttempts } = stages.find(({ stage }) => stage === "section_3");
  assert.deepEqual([attempts, maxAttempts, lostAttempts], [4, 3, 1]);
  await page.context().close();
});

describe("the tables of a report", () => {
  for (const width of [1280, 1440, 1920]) {
    test(`stand in their places, ${width} px wide`, async () => {
      const { id } = await made(`Broad Tables ${width}`);
      const page = await world.visit(`/reports/${id}`, { size: { width, height: 900 } });
      await page.locator("#section_6 table.kpi").waitFor();
      const cut = await page.locator(".table-scroll").evaluateAll((boxes) =>
        boxes.filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.getAttribute("aria-label")),
      );
      assert.deepEqual(cut, []);
      await assertFits(page);
      await page.context().close();
    });
  }
});
