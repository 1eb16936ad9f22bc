/// A server that offers little: what it lacks is not shown.
import assert from "node:assert/strict";
import { test } from "node:test";
import { jobNamed, openWorld, sees } from "./world.mjs";

const world = openWorld({ operations: ["GET /api/research"] });

test("nothing leads where the server has nothing", async () => {
  const { id } = jobNamed(world.server, "Halden Instruments").state;
  for (const [path, text] of [[`/reports/${id}`, "Key figures"], [`/jobs/${id}`, "Timeline"], ["/new", "Generate report"]]) {
    const page = await world.visit(path);
    const described = page.waitForResponse("**/openapi.json");
    await page.reload();
    await described;
    await sees(page, text);
    for (const name of [/^Rerun/, /^Versions/, "Edit", "Delete"]) {
      await page.getByRole("button", { name }).first().waitFor({ state: "detached" });
    }
    assert.equal(await page.getByText("Download").count(), 0);
    assert.equal(await page.getByLabel("Files").count(), 0);
    await page.context().close();
  }
});
