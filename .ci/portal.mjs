// Opens the portal's pages in Chromium, on a phone and a desktop, by day and by night, with the outside network closed:
// node portal.mjs http://127.0.0.1:8080 [folder for screenshots]
//
// A page fails when it asks for anything outside the server, writes an error or a breach of its policy to the console, is
// wider than the screen, or does not show data. The server must have data, and GraphiQL inside.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [base, folder] = process.argv.slice(2);
const origin = new URL(base).origin;
if (folder) mkdirSync(folder, { recursive: true });

const SCREENS = [
  { name: "desktop", viewport: { width: 1440, height: 900 } },
  { name: "phone", viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
];
const PATIENCE = 30_000;

/** Contrast of two colours (WCAG 2.2 §1.4.3), worked out in the page for every element with a text of its own. */
function poorContrast(least) {
  const channels = (text) => text.match(/[\d.]+/g).map(Number);
  const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility()) continue;
    const [a, b] = [light(channels(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < least) poor.push(`${element.tagName} «${element.textContent.trim().slice(0, 30)}» ${ratio.toFixed(2)}`);
  }
  return poor;
}

async function index(page) {
  const answered = () => page.waitForFunction(() => /^200 · /.test(document.getElementById("status").textContent));
  const answer = () => page.locator("#answer").textContent().then(JSON.parse);
  await answered();
  assert.equal((await answer()).items.length, 3, "articles");
  const shows = [
    ["example-front-page", (data) => data.data.articles.nodes.length === 3],
    // A demonstration without rates of today has to say so.
    ["example-rates", (data, status) => data.items.length === (status.includes("no data yet") ? 0 : 4)],
    ["example-changes", (data) => data.items.length === 3],
  ];
  for (const [example, isGood] of shows) {
    await page.locator("#answer").evaluate((place) => place.replaceChildren());
    await page.locator(`#${example}`).click();
    await page.waitForFunction(() => document.getElementById("answer").textContent);
    await answered();
    const data = await answer();
    assert(isGood(data, await page.locator("#status").textContent()), `${example}: ${JSON.stringify(data).slice(0, 300)}`);
    assert.equal(await page.locator("#choices [aria-current=true]").getAttribute("id"), example);
  }
  await page.locator("#example-front-page").click();
  for (const [language, word] of [
    ["curl", "curl '"],
    ["JavaScript", "await fetch("],
    ["Kotlin", "OkHttpClient()"],
    ["Swift", "URLSession.shared"],
  ]) {
    await page.getByRole("button", { name: language, exact: true }).click();
    const code = await page.locator("#code").textContent();
    assert(code.includes(word) && code.includes(`${origin}/graphql`) && code.includes("articles(first: 3)"), code);
    await page.getByRole("button", { name: "Copy", exact: true }).click();
    await page.getByRole("button", { name: "Copied", exact: true }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), code);
  }
  await page.getByRole("button", { name: "JavaScript", exact: true }).click();
  await answered();
  assert.deepEqual(await page.evaluate(poorContrast, 4.5), [], "contrast");
  await page.evaluate(() => scrollTo(0, 0));
}

async function docs(page) {
  await page.locator("#operations-articles-listArticles, [id$='-listArticles']").first().waitFor();
  const operations = await page.locator(".opblock").count();
  assert(operations > 30, `${operations} operations`);
  const one = page.locator("[id$='-listSections']").first();
  await one.locator(".opblock-summary-control").click();
  await one.locator("button.execute").click();
  await one.locator(".live-responses-table .response-col_status", { hasText: "200" }).first().waitFor();
  await one.locator(".opblock-summary-control").click();
  await page.evaluate(() => scrollTo(0, 0));
}

async function graphiql(page) {
  await page.locator(".graphiql-execute-button").waitFor();
  await page.waitForFunction(() => document.querySelector(".graphiql-query-editor .view-lines")?.textContent.includes("FrontPage"));
  const answered = page.waitForResponse(
    (response) => response.url().endsWith("/graphql") && response.request().postData()?.includes("query FrontPage"),
  );
  await page.locator(".graphiql-execute-button").click();
  const data = await (await answered).json();
  assert(data.data.articles.nodes.length === 5 && !data.errors, JSON.stringify(data).slice(0, 300));
  await page.waitForFunction(() => document.querySelector(".result-window .view-lines")?.textContent.includes("data"));
}

const PAGES = { index, docs, graphiql };

/** Opens one page on one screen and tries what it does; gives back what is wrong. */
async function visit(browser, name, screen, colorScheme) {
  const { name: size, ...device } = screen;
  const context = await browser.newContext({ ...device, colorScheme, permissions: ["clipboard-read", "clipboard-write"] });
  const faults = [];
  await context.route(
    (url) => url.origin !== origin && !["data:", "blob:"].includes(url.protocol),
    (route) => {
      faults.push(`asks outside: ${route.request().url()}`);
      return route.abort();
    },
  );
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) =>
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.on("console", (message) => message.type() === "error" && faults.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("response", (response) => response.status() >= 400 && faults.push(`${response.status()} ${response.url()}`));
  try {
    await page.goto(name === "index" ? base : `${origin}/${name}`);
    await PAGES[name](page);
    const [wide, screenWide] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    if (wide > screenWide) faults.push(`${wide} pixels wide on a screen of ${screenWide}`);
  } catch (error) {
    faults.push(`${error.message}`);
  }
  if (folder) await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`) });
  await context.close();
  return faults.map((fault) => `${name}, ${size}, ${colorScheme}: ${fault}`);
}

/** Without JavaScript the page is a page of links. */
async function withoutScripts(browser) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(base);
  const links = await page.locator("main a:visible").count();
  await page.locator("#example-articles").click();
  const text = await page.locator("body").textContent();
  await context.close();
  return links > 15 && text.includes('"items"') ? [] : [`without JavaScript: ${links} links, ${text.slice(0, 100)}`];
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});
const faults = await withoutScripts(browser);
let visits = 0;
for (const screen of SCREENS) {
  for (const scheme of ["light", "dark"]) {
    for (const name of Object.keys(PAGES)) {
      faults.push(...(await visit(browser, name, screen, scheme)));
      visits += 1;
    }
  }
}
await browser.close();
for (const fault of faults) console.error(fault);
console.log(`${visits} visits, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
