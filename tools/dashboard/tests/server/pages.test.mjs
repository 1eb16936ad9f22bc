/// Every page of the real server in every dress: reads aloud, fits, is silent
/// on the console under the server's own content policy.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible, assertFits, openWorldOf, phone, sees, wide } from "../browser/world.mjs";
import { endOf, startServerWithSim } from "./programs.mjs";

const rules = [
  { company: "Refused Castings", stage: "section_2", fault: "refusal" },
  { company: "Hopeless Forges", stage: "foundation", fault: "401" },
  { company: "Endless Looms", stage: "section_3", fault: "slow:tps=1" },
];
const ids = {};
const world = openWorldOf(async () => {
  const server = await startServerWithSim({ rules });
  for (const companyName of ["Sound Bearings", "Refused Castings", "Hopeless Forges", "Endless Looms"]) {
    const request = { companyName, geography: "Germany", tags: ["spring review"] };
    const { jobId } = await server.api("/api/research/generate", request);
    ids[companyName] = jobId;
    if (companyName !== "Endless Looms") await endOf(server, jobId);
  }
  return server;
});

const pages = {
  "the list": () => ["/", "Refused Castings"],
  "an empty search": () => ["/?q=zzzzqqq", "Nothing matches"],
  "a new report": () => ["/new", "Generate report"],
  "a job": () => [`/jobs/${ids["Sound Bearings"]}`, "Read report"],
  "a job under way": () => [`/jobs/${ids["Endless Looms"]}?stage=section_3`, "Raw stream"],
  "a job with errors": () => [`/jobs/${ids["Refused Castings"]}`, "3 sections missing"],
  "a failed job": () => [`/jobs/${ids["Hopeless Forges"]}`, "and blocks"],
  "a report": () => [`/reports/${ids["Sound Bearings"]}`, "Key figures"],
  "a report under way": () => [`/reports/${ids["Endless Looms"]}`, "Watch it being written"],
  "a report with errors": () => [`/reports/${ids["Refused Castings"]}`, "3 sections missing"],
  "a report that cannot be": () => [`/reports/${ids["Hopeless Forges"]}`, "could not be made"],
  "no page": () => ["/nowhere/at/all", "Nothing here"],
  "no job": () => ["/jobs/none", "Nothing here"],
};
const dresses = {
  wide: { size: wide },
  "wide and dark": { size: wide, dark: true },
  "on a phone": { size: phone },
  "on a phone, dark": { size: phone, dark: true },
};

for (const [name, placeOf] of Object.entries(pages)) {
  for (const [dress, how] of Object.entries(dresses)) {
    test(`${name} is accessible and fits, ${dress}`, async () => {
      const [path, text] = placeOf();
      const page = await world.visit(path, how);
      await sees(page, text);
      await assertAccessible(page);
      await assertFits(page);
      await page.context().close();
    });
  }
}

test("a wrong path of the API is an answer, never the page", async () => {
  const response = await fetch(`${world.server.url}/api/nowhere`);
  assert.equal(response.status, 404);
  assert.match(response.headers.get("content-type"), /problem\+json/);
});
