/// Tables are whole: on every screen, and on paper.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertAccessible, assertFits, jobNamed, openWorld, phone } from "./world.mjs";

const world = openWorld();

/// A4 less the margins that the pages ask for, in CSS pixels.
const paper = { width: Math.floor(((210 - 2 * 14) / 25.4) * 96), height: 900 };

const longNames = ["Exempla Systems plc", "Placeholder Heavy Industries KK", "Demotech Industries Inc.", "Prova Meccanica SpA"];

/// The report of a job, its peers renamed and added to.
async function visitWithPeers(names, how) {
  const { id } = jobNamed(world.server, "Veltron").state;
  const page = await world.visit("/", how);
  await page.route(`**/api/research/${id}`, async (route) => {
    const response = await route.fetch();
    const report = await response.json();
    const table = report.sections.find(({ stage }) => stage === "section_6").output.peer_comparison_table;
    table.peers = names.map((name) => ({ ...table.peers[0], name }));
    for (const metric of table.metrics) {
      for (let i = 0; i < names.length; i += 1) metric[`peer${i + 1}`] = 14726.8 + i;
    }
    await route.fulfill({ response, json: report });
  });
  await page.goto(`${world.server.url}/reports/${id}`);
  await page.locator("#section_6 table.kpi").waitFor();
  return page;
}

/// Tables that are wider than the place they have.
const widerThanTheirBox = (page) =>
  page.locator(".table-scroll").evaluateAll((boxes) =>
    boxes.filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.getAttribute("aria-label")),
  );

describe("a table on a screen", () => {
  for (const width of [1280, 1440, 1920]) {
    test(`stands in its place, ${width} px wide`, async () => {
      const page = await visitWithPeers(longNames, { size: { width, height: 900 } });
      assert.deepEqual(await widerThanTheirBox(page), []);
      await assertFits(page);
      await page.context().close();
    });
  }

  test("that is wider scrolls: it says so, shows it at its edge, and keeps its first column", async () => {
    const page = await visitWithPeers([...longNames, ...longNames, ...longNames], { size: { width: 1280, height: 900 } });
    await assertFits(page);
    const box = page.locator("#section_6 .table-box", { has: page.locator("table.kpi") });
    const scroll = box.locator(".table-scroll");
    assert.equal(await scroll.getAttribute("aria-label"), "Metrics, scrolls sideways");
    assert.match(await box.getAttribute("class"), /more-after/);
    await scroll.evaluate((element) => (element.scrollLeft = element.scrollWidth));
    await page.waitForFunction(() => document.querySelector(".more-before:not(.more-after) table.kpi"));
    const [left, head] = await scroll.evaluate((element) => [
      element.getBoundingClientRect().left,
      element.querySelector("tbody th").getBoundingClientRect().left,
    ]);
    assert.ok(Math.abs(left - head) < 2, "the names of the rows stay");
    await assertAccessible(page);
    await page.context().close();
  });

  test("can be reached with the keyboard only where there is something to scroll", async () => {
    const page = await visitWithPeers(longNames, { size: { width: 1440, height: 900 } });
    assert.equal(await page.locator(".table-scroll[tabindex]").count(), 0);
    await page.setViewportSize(phone);
    await page.waitForFunction(() => document.querySelector("#section_6 .table-scroll[tabindex]"));
    await assertFits(page);
    await assertAccessible(page);
    await page.context().close();
  });
});

describe("a table on paper", () => {
  for (const count of [4, 12]) {
    test(`of ${count} peers has every column, within the page`, async () => {
      const names = Array.from({ length: count }, (_, i) => `${longNames[i % 4]} ${i + 1}`);
      const page = await visitWithPeers(names, { size: paper });
      await page.emulateMedia({ media: "print" });
      const heads = await page.locator("#section_6 th[scope=col]:visible").allInnerTexts();
      for (const name of [...names, "Veltron AG", "Industry average", "Source"]) {
        assert.ok(heads.includes(name), `${name} is printed`);
      }
      const beyond = await page.evaluate((width) => {
        const isSeen = (element) => element.getClientRects().length > 0;
        const reach = (element) => element.getBoundingClientRect().right;
        const all = [...document.querySelectorAll(".report-body *")].filter(isSeen);
        return all.filter((element) => reach(element) > width + 1).map((element) => element.outerHTML.slice(0, 80));
      }, paper.width);
      assert.deepEqual(beyond, []);
      await page.context().close();
    });
  }

  test("is black on white, whatever the screen is", async () => {
    const page = await visitWithPeers(longNames, { size: paper, dark: true });
    await page.evaluate(() => (document.documentElement.dataset.theme = "dark"));
    await page.emulateMedia({ media: "print" });
    const [ink, ground] = await page.evaluate(() => {
      const { color, backgroundColor } = getComputedStyle(document.body);
      return [color, backgroundColor];
    });
    assert.deepEqual([ink, ground], ["rgb(27, 30, 36)", "rgb(255, 255, 255)"]);
    await page.context().close();
  });
});
