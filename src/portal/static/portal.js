// Runs the examples of the page in place, over the data that this server has.
import { ratesDay } from "./rates-day.js";
import { LANGUAGES } from "./snippets.js";

/** Today, as the server takes it that is told none; or a day, where today has no rates. */
let day = "";

const EXAMPLES = {
  articles: {
    words: "The newest three articles. Ask for the next page with the cursor in nextCursor.",
    path: () => "/v1/articles?limit=3",
    change: "/docs#/articles/listArticles",
    isEmpty: (data) => data.items?.length === 0,
  },
  "front-page": {
    words: "A front page in one GraphQL query: the bar of rates and the newest articles with what belongs to them.",
    path: () => "/graphql",
    query: () => `{
  rates(${day && `date: "${day}", `}symbols: ["USD", "EUR"]) { base value effectiveDate }
  articles(first: 3) {
    nodes {
      headline published commentCount
      section { name }
      tags { name }
      dateline { raw }
    }
    pageInfo { endCursor }
  }
}`,
    isEmpty: (data) => data.data?.articles?.nodes?.length === 0,
  },
  rates: {
    words: "The bar of exchange rates, with the bank's own digits: decimals are strings. Without date it is today's.",
    path: () => `/v1/rates?symbols=USD,EUR,RUB,KZT${day && `&date=${day}`}`,
    change: "/docs#/rates/listRates",
    isEmpty: (data) => data.items?.length === 0,
  },
  changes: {
    words: "What changed, in order. Whoever keeps a copy comes back with the position of the last answer.",
    path: () => "/v1/changes?limit=3",
    change: "/docs#/changes/listChanges",
    isEmpty: (data) => data.items?.length === 0,
  },
};

const element = (id) => document.getElementById(id);
let chosen = "articles";
let language = "curl";
let turn = 0;

const request = () => {
  const { path, query } = EXAMPLES[chosen];
  return { url: location.origin + path(), query: query?.() };
};

/** Writes JSON into an element, its kinds of values coloured; text stays text. */
function print(place, data) {
  const text = JSON.stringify(data, null, 2);
  const kinds = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d[\d.eE+-]*/g;
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(kinds)) {
    parts.push(text.slice(end, match.index));
    const span = document.createElement("span");
    const [whole, string, colon] = match;
    span.className = colon ? "key" : string ? "text" : "number";
    span.textContent = string ?? whole;
    parts.push(span, colon ?? "");
    end = match.index + whole.length;
  }
  place.replaceChildren(...parts, text.slice(end));
  place.scrollTop = 0;
}

/** Asks the server; a slower answer to an earlier choice is dropped. */
async function run() {
  const own = ++turn;
  const { url, query } = request();
  element("status").textContent = "Asking…";
  const begin = performance.now();
  try {
    const headers = { Accept: "application/json" };
    const response = query
      ? await fetch(url, {
          method: "POST",
          headers: { ...headers, "Content-Type": "application/json" },
          body: JSON.stringify({ query }),
        })
      : await fetch(url, { headers, cache: "no-store" });
    const text = await response.text();
    if (own !== turn) return;
    const data = JSON.parse(text);
    const size = new Blob([text]).size.toLocaleString("en");
    const empty = EXAMPLES[chosen].isEmpty(data) ? " · no data yet: start the server with --demo" : "";
    element("status").textContent = `${response.status} · ${Math.round(performance.now() - begin)} ms · ${size} bytes${empty}`;
    print(element("answer"), data);
  } catch (error) {
    if (own !== turn) return;
    element("status").textContent = `No answer: ${error.message}`;
    element("answer").replaceChildren();
  }
}

function show() {
  for (const name of Object.keys(EXAMPLES)) {
    const link = element(`example-${name}`);
    if (name === chosen) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  for (const button of element("languages").querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.textContent === language));
  }
  element("words").textContent = EXAMPLES[chosen].words;
  const { query } = request();
  element("change").textContent = query ? "Change it in GraphiQL" : "Change it in the reference";
  element("change").href = query ? `/graphiql?query=${encodeURIComponent(query)}` : EXAMPLES[chosen].change;
  element("code").textContent = LANGUAGES[language](request());
  element("code").scrollTop = 0;
  element("copy").textContent = "Copy";
}

/** Where the page is not secure (plain HTTP from another machine) the clipboard is reached by a selection. */
async function copy() {
  const code = element("code");
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(code.textContent);
    } else {
      getSelection().selectAllChildren(code);
      document.execCommand("copy");
    }
    element("copy").textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(code);
    element("copy").textContent = "Selected";
  }
}

for (const name of Object.keys(EXAMPLES)) {
  element(`example-${name}`).addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    chosen = name;
    show();
    run();
  });
}
for (const name of Object.keys(LANGUAGES)) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = name;
  button.addEventListener("click", () => {
    language = name;
    show();
  });
  const item = document.createElement("li");
  item.append(button);
  element("languages").append(item);
}
element("run").addEventListener("click", run);
element("copy").addEventListener("click", copy);
element("example").hidden = false;
show();
run();
day = await ratesDay();
if (day && ["front-page", "rates"].includes(chosen)) {
  show();
  run();
}
