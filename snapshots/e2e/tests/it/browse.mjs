// Drives the inspector as a person would: `node browse.mjs <url of fulfillment> <url of orders> <folder for pictures>`.
import assert from "node:assert/strict";
import chromium from "@sparticuz/chromium";
import { chromium as browsers } from "playwright-core";

const [url, orders, pictures] = process.argv.slice(2);
const EVIL = `<img src=x onerror="document.title='owned'">`;
const browser = await browsers.launch({
  executablePath: await chromium.executablePath(),
  args: ["--no-sandbox", "--headless=shell"],
  headless: true,
});
const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, colorScheme: "light" });
const page = await context.newPage();
page.setDefaultTimeout(20_000);

const problems = [];
page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
page.on("dialog", (dialog) => (problems.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
// Refusals of the service are shown on the page, and in the console by the browser itself.
page.on("console", (message) => {
  if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) problems.push(message.text());
});
page.on("request", (request) => {
  if (new URL(request.url()).hostname !== "localhost") problems.push(`request to ${request.url()}`);
});

const open = (path) => page.goto(`${url}/_eventual#${path}`);
const picture = (name) => page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
const shows = (text) => page.locator("main", { hasText: text }).waitFor();
const chip = (status) => page.locator(`main .head .chip.${status}`).waitFor();

async function step(name, body) {
  try {
    await body();
    console.log(`ok ${name}`);
  } catch (error) {
    await picture("failed").catch(() => {});
    console.log(`FAILED ${name}\n${error.stack}\n${problems.join("\n")}`);
    process.exitCode = 1;
    await browser.close();
    process.exit();
  }
}

await step("the policy of the page forbids what comes from elsewhere", async () => {
  const response = await page.goto(`${url}/_eventual`);
  assert.match(response.headers()["content-security-policy"] ?? "", /default-src 'self'/);
  assert.equal(response.headers()["content-type"], "text/html; charset=utf-8");
});

await step("the map shows the service", async () => {
  await page.locator("#service", { hasText: "fulfillment" }).waitFor();
  for (const name of ["command place_order", "workflow fulfil", "task charge", "event OrderShipped", "signal Approved"]) {
    await page.locator(`.map a[aria-label="${name}"]`).waitFor();
  }
});

await step("a command is invoked from its form", async () => {
  await page.locator('.map a[aria-label="command place_order"]').click();
  await page.getByLabel("order_id").fill("o-1");
  await page.getByLabel("amount_cents").fill("999");
  await page.getByRole("button", { name: "Invoke" }).click();
  const answer = page.getByRole("status", { name: "Answer" });
  await answer.locator(".chip", { hasText: "200" }).waitFor();
  assert.match(await answer.textContent(), /"o-1"/);
  await picture("command");
});

await step("what is wrong with an input is said", async () => {
  await page.getByRole("button", { name: "as JSON" }).click();
  await page.getByLabel("Body as JSON").fill('{"order_id": 7}');
  await page.getByRole("button", { name: "Invoke" }).click();
  const answer = page.getByRole("status", { name: "Answer" });
  await answer.locator(".chip", { hasText: "400" }).waitFor();
  assert.match(await answer.textContent(), /must be a string/);
});

await step("executions are listed and filtered", async () => {
  await page.getByRole("link", { name: "Executions" }).click();
  const row = page.locator('tr[data-id="o-1"]');
  await row.locator(".chip.running").waitFor();
  await page.getByLabel("Filter by id").fill("nothing like it");
  await shows("No execution fits the filter.");
  await page.getByLabel("Filter by id").fill("O-1");
  await row.waitFor();
  await page.getByLabel("Any status").selectOption("failed");
  await shows("No execution fits the filter.");
  await page.getByLabel("Any status").selectOption("running");
  await row.waitFor();
});

await step("an execution is shown on its axis while it runs", async () => {
  await page.getByRole("link", { name: "o-1" }).press("Enter");
  await chip("running");
  await page.locator('.timeline a[aria-label^="task #0 charge: succeeded"]').waitFor();
  await page.locator('.timeline a[aria-label^="timer #1 timer: under way"]').waitFor();
  await shows("task succeeded charge");
  await picture("execution-running");
});

await step("a signal is sent, and its effect seen without loading the page again", async () => {
  await page.getByRole("button", { name: "Send a signal" }).click();
  const box = page.getByRole("dialog");
  await box.getByLabel("Signal").fill("OrderCancelled");
  await box.getByLabel("Payload").fill("{ not json");
  await box.getByRole("button", { name: "Send" }).click();
  await box.getByText("this is not JSON").waitFor();
  await box.getByLabel("Payload").fill('{"reason": "<b>too slow</b>"}');
  await box.getByRole("button", { name: "Send" }).click();
  await chip("failed");
  await shows("Cancelled: <b>too slow</b>");
  await page.locator('.timeline a[aria-label^="signal OrderCancelled"]').waitFor();
  await page.locator('.timeline a[aria-label*="refund: succeeded"]').waitFor();
  await page.getByRole("log").getByText("refunded payment of").waitFor();
  assert.equal(await page.locator("main b", { hasText: "too slow" }).locator("b").count(), 0);
  await picture("execution-failed");
});

await step("an execution is started and cancelled; its id stays text", async () => {
  await open("/executions");
  await page.getByRole("button", { name: "Start an execution" }).click();
  const box = page.getByRole("dialog");
  await box.getByLabel("Workflow").selectOption("fulfil");
  await box.getByLabel("Id").fill(EVIL);
  await box.getByLabel("Input").fill('{"order_id": "o-2", "amount_cents": 200000}');
  await box.getByRole("button", { name: "Start" }).click();
  await page.locator("h1", { hasText: EVIL }).waitFor();
  await chip("running");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("dialog").getByLabel("Reason").fill("changed my mind");
  await page.getByRole("dialog").getByRole("button", { name: "Cancel it" }).click();
  await chip("failed");
  await shows("changed my mind");
  assert.equal(await page.locator("main img").count(), 0);
  assert.doesNotMatch(await page.title(), /^owned/);
});

await step("attempts of a task that failed are marked, and the next one is shown", async () => {
  // As the service tells it; a bank that fails twice takes longer than a test.
  const seen = (route) => route.request().url().includes("attempts=true");
  await page.route("**/executions/offer/history?*", async (route) => {
    assert.ok(seen(route), route.request().url());
    const response = await route.fetch();
    const history = await response.json();
    const began = history.events[0].time;
    const failed = [{ number: 1, began, ended: began + 1500, name: "BankDown", message: "<b>no one</b> answers" }];
    history.attempts = [{ run: 0, seq: 0, attempt: 2, most: 4, due: began + 3_600_000, failed }];
    await route.fulfill({ response, json: history });
  });
  await page.request.post(`${url}/_eventual/api/executions`, { data: { workflow: "price", name: "offer", input: 50 } });
  await open("/executions/offer");
  const row = page.locator('.timeline a[aria-label*="attempt 2 of 4, to begin"]');
  await row.waitFor();
  assert.match(await row.getAttribute("aria-label"), /attempt 1 failed after 1\.5\s?s: BankDown <b>no one<\/b> answers/);
  assert.match(await row.textContent(), /attempt 2 of 4/);
  assert.equal(await row.locator(".tried").count(), 1);
  await picture("execution-attempts");
  await page.unroute("**/executions/offer/history?*");
});

await step("an execution that is not there is reported as missing", async () => {
  await open("/executions/no-such");
  await page.getByRole("alert").filter({ hasText: "no-such" }).waitFor();
});

await step("an event is emitted", async () => {
  await open("/events/OrderShipped");
  await page.locator("textarea").fill('{"order_id": "o-1"}');
  await page.getByRole("button", { name: "Emit" }).click();
  await page.locator(".notice", { hasText: "OrderShipped was emitted" }).waitFor();
});

await step("the API is described", async () => {
  await open("/api");
  await page.locator("summary code", { hasText: /^\/orders$/ }).first().waitFor();
  await page.locator("summary code", { hasText: "/rpc/place_order" }).waitFor();
  await picture("api");
});

await step("the log is shown", async () => {
  await open("/logs");
  await page.getByRole("heading", { name: "Logs" }).waitFor();
  const line = page.getByRole("log").locator("div", { hasText: "refunded payment of" }).filter({ hasText: "o-1" });
  await line.getByRole("link", { name: "o-1" }).waitFor();
  await picture("logs");
});

await step("everything is reached by the keyboard", async () => {
  await page.goto("about:blank");
  await open("/");
  await page.locator(".map svg").waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to content");
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    if ((await page.evaluate(() => document.activeElement.getAttribute("aria-label"))) === "workflow fulfil") break;
  }
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Executions" }).waitFor();
  assert.equal(await page.getByLabel("All workflows").inputValue(), "fulfil");
});

await step("it is dark where the system is, and changes by the button", async () => {
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
  await open("/");
  await page.locator(".map svg .edge.seen").first().waitFor();
  // The command was seen to start the workflow.
  await page.locator(".map svg .edge.seen title", { hasText: "place_order → fulfil" }).waitFor({ state: "attached" });
  await picture("map-dark");
  await page.locator("#theme").click();
  assert.equal(await theme(), "light");
  await picture("map");
});

await step("an event that could not be taken is seen among the dead letters and put back", async () => {
  await page.goto(`${orders}/_eventual#/events/OrderCreated`);
  await page.locator("textarea").fill('{"order_id": "o-9", "amount_cents": 99999}');
  await page.getByRole("button", { name: "Emit" }).click();
  await page.getByRole("link", { name: "Dead letters" }).click();
  const redrive = page.getByRole("button", { name: "Redrive all" }).first();
  await redrive.waitFor({ timeout: 60_000 });
  await shows("CardDeclined: 99999 cents are above the limit");
  await picture("dead-letters");
  await redrive.click();
  await page.locator(".notice", { hasText: /1 event goes to/ }).waitFor();
});

assert.deepEqual(problems, []);
await browser.close();
console.log("all ok");
