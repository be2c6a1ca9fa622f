// Opens the portal's pages in Chromium, on a desktop and a phone, by day and by night, with the outside network closed:
// node portal.mjs http://127.0.0.1:8080 [folder for screenshots]
//
// A page fails when it asks for anything outside the server, breaches its policy, writes an error to the console, is wider
// than the screen, or does not show data. The server must have the demonstration's data, and GraphiQL inside.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [base, folder] = process.argv.slice(2);
if (!base) {
  console.error("usage: node portal.mjs <address of the server> [folder for screenshots]");
  process.exit(2);
}
const origin = new URL(base).origin;
if (folder) mkdirSync(folder, { recursive: true });

const SCREENS = [
  { name: "desktop", viewport: { width: 1440, height: 900 } },
  { name: "phone", viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
];
const PATIENCE = 30_000;

// What was counted. That nothing went out means something only where something went in.
const counted = { visits: 0, requests: 0, outside: 0, breaches: 0, tries: 0 };

/** Whom Chromium asks by itself, whatever its flags say: for its updates and accounts, and about forms. */
const CHROMIUMS_OWN =
  /^(http:\/\/)?(accounts|clients\d*|content-autofill|optimizationguide-pa|safebrowsing|update|www)\.google(apis)?\.com[:/]/;

/**
 * The only way out that the browser knows: it leads nowhere, and writes down where somebody wanted to go. What a page asks
 * of Chromium's own hosts is seen in the page itself.
 */
async function closeTheNetwork() {
  const asked = [];
  const note = (address) => CHROMIUMS_OWN.test(address) || asked.push(address);
  const gate = createServer((request, response) => {
    note(request.url);
    response.writeHead(502).end();
  });
  gate.on("connect", (request, socket) => {
    note(request.url);
    socket.on("error", () => {});
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise((resolve) => gate.listen(0, "127.0.0.1", resolve));
  return { gate, asked, server: `http://127.0.0.1:${gate.address().port}` };
}

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

// --- the pages ---------------------------------------------------------------------------------------------------------

async function index(page) {
  const answered = () => page.waitForFunction(() => /^200 · /.test(document.getElementById("status").textContent));
  const answer = () => page.locator("#answer").textContent().then(JSON.parse);
  await answered();
  assert.equal((await answer()).items.length, 3, "articles");
  const shows = [
    ["example-front-page", (data) => data.data.articles.nodes.length === 3 && data.data.rates.length === 2],
    ["example-rates", (data) => data.items.length === 4],
    ["example-changes", (data) => data.items.length === 3],
    ["example-articles", (data) => data.items.length === 3],
  ];
  for (const [example, isGood] of shows) {
    await page.locator("#answer").evaluate((place) => place.replaceChildren());
    await page.locator(`#${example}`).click();
    await page.waitForFunction(() => document.getElementById("answer").textContent);
    await answered();
    const data = await answer();
    assert(isGood(data), `${example}: ${JSON.stringify(data).slice(0, 300)}`);
    assert.equal(await page.locator("#choices [aria-current=true]").getAttribute("id"), example);
    counted.tries += 1;
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
    counted.tries += 1;
  }
  await page.getByRole("button", { name: "JavaScript", exact: true }).click();
  await answered();
  const change = new URL(await page.locator("#change").getAttribute("href"), origin);
  assert(change.pathname === "/graphiql" && change.searchParams.get("query").includes("articles(first: 3)"), `${change}`);
  assert.deepEqual(await page.evaluate(poorContrast, 4.5), [], "contrast");
  await page.evaluate(() => scrollTo(0, 0));
}

async function docs(page) {
  await page.locator("[id$='-listArticles']").first().waitFor();
  const operations = await page.locator(".opblock").count();
  assert(operations > 30, `${operations} operations`);
  const one = page.locator("[id$='-listSections']").first();
  await one.locator(".opblock-summary-control").click();
  const answered = page.waitForResponse((response) => new URL(response.url()).pathname === "/v1/sections");
  await one.locator("button.execute").click();
  const data = await (await answered).json();
  assert(data.items.length > 3, JSON.stringify(data).slice(0, 300));
  await one.locator(".live-responses-table .response-col_status", { hasText: "200" }).first().waitFor();
  counted.tries += 1;
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
  counted.tries += 1;
  const picture = await page.screenshot();
  await page.goto(`${origin}/graphiql?query=${encodeURIComponent("{ sections { slug } }")}`);
  await page.waitForFunction(() => document.querySelector(".graphiql-query-editor .view-lines")?.textContent.includes("sections"));
  await page.locator(".graphiql-execute-button").click();
  await page.waitForFunction(() => document.querySelector(".result-window .view-lines")?.textContent.includes("society"));
  counted.tries += 1;
  return picture;
}

const PAGES = { index, docs, graphiql };
/** How much is tried on each page: examples and copies, an operation, queries. */
const TRIES = { index: 4 + 4, docs: 1, graphiql: 2 };

// --- a visit -----------------------------------------------------------------------------------------------------------

/** Opens a page as `device`, does `what` with it, which may give back a picture, and tells what is wrong. */
async function open(browser, network, path, device, what, picture) {
  const context = await browser.newContext({ ...device, permissions: ["clipboard-read", "clipboard-write"] });
  const faults = [];
  const before = network.asked.length;
  let requests = 0;
  let shown;
  await context.exposeBinding("breach", (_, text) => faults.push(`policy: ${text}`));
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => breach(`${event.effectiveDirective} ${event.blockedURI}`));
  });
  context.on("request", (request) => {
    requests += 1;
    const url = new URL(request.url());
    if (url.origin !== origin && !["data:", "blob:"].includes(url.protocol)) faults.push(`outside: ${url}`);
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.on("console", (message) => message.type() === "error" && faults.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("response", (response) => response.status() >= 400 && faults.push(`${response.status()} ${response.url()}`));
  try {
    await page.goto(origin + path);
    shown = await what(page);
    const [wide, screenWide] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    if (wide > screenWide) faults.push(`wide: ${wide} pixels on a screen of ${screenWide}`);
  } catch (error) {
    faults.push(`broken: ${error.message}`);
  }
  if (picture) writeFileSync(picture, shown ?? (await page.screenshot()));
  await context.close();
  faults.push(...network.asked.slice(before).map((address) => `gate: ${address}`));
  return { faults, requests };
}

/** Pages that do wrong: whoever finds nothing wrong with them finds nothing. */
async function misbehave(browser, network) {
  const load = (url) => (page) => page.evaluate((url) => fetch(url).catch(() => {}), url);
  const cases = [
    ["policy: ", {}, load("https://outside.example/")],
    ["outside: ", { bypassCSP: true }, load("http://127.0.0.1:9/")],
    ["gate: ", { bypassCSP: true }, load("https://outside.example/")],
    ["gate: ", { bypassCSP: true }, load("http://192.0.2.1/")],
    ["error: ", {}, (page) => page.evaluate(() => new Promise((done) => {
      setTimeout(done, 50);
      setTimeout(() => { throw new Error("on purpose"); });
    }))],
    ["wide: ", {}, (page) => page.evaluate(() => { document.body.style.width = "9999px"; })],
    ["404 ", {}, load("/portal/none.js")],
    ["broken: ", {}, () => assert.fail("on purpose")],
  ];
  for (const [fault, device, what] of cases) {
    const { faults } = await open(browser, network, "/", device, what);
    assert(faults.some((found) => found.startsWith(fault)), `«${fault}» is not found: ${JSON.stringify(faults)}`);
  }
  return cases.length;
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

const network = await closeTheNetwork();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  // Only the server itself is reached without the gate, not what else listens on this machine.
  proxy: { server: network.server, bypass: `<-loopback>,${new URL(base).host}` },
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ],
});
const faults = await withoutScripts(browser);
for (const { name: size, ...device } of SCREENS) {
  for (const colorScheme of ["light", "dark"]) {
    for (const [name, what] of Object.entries(PAGES)) {
      const visit = `${name}-${size}-${colorScheme}`;
      const path = name === "index" ? "/" : `/${name}`;
      const picture = folder && join(folder, `${visit}.png`);
      const found = await open(browser, network, path, { ...device, colorScheme }, what, picture);
      faults.push(...found.faults.map((fault) => `${visit}: ${fault}`));
      counted.visits += 1;
      counted.requests += found.requests;
      counted.outside += found.faults.filter((fault) => /^(outside|gate): /.test(fault)).length;
      counted.breaches += found.faults.filter((fault) => fault.startsWith("policy: ")).length;
    }
  }
}
const misdeeds = await misbehave(browser, network);
await browser.close();
network.gate.close();

for (const fault of faults) console.error(fault);
console.log(`${counted.visits} visits, ${counted.tries} things tried, ${counted.requests} requests to the server, ` +
  `${counted.outside} outside, ${counted.breaches} breaches of policy, ${faults.length} faults; ` +
  `${misdeeds} misdeeds on purpose, all found`);
const visits = SCREENS.length * 2;
assert.equal(counted.visits, visits * Object.keys(PAGES).length);
assert.equal(counted.tries, visits * Object.values(TRIES).reduce((sum, tries) => sum + tries));
assert(counted.requests > 10 * counted.visits, "a page loads files and asks for data");
assert.equal(faults.length, 0);
