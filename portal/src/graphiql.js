// GraphiQL on the server that hands it out.
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./graphiql.css";

import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
// The server's own file, not built in.
import { ratesDay } from "/portal/rates-day.js";

const day = await ratesDay();
const FRONT_PAGE = `# A front page in one query.
# Ctrl-Enter (Cmd-Enter) runs it, Ctrl-Space completes.
query FrontPage {
  rates(${day && `date: "${day}", `}symbols: ["USD", "EUR"]) {
    base
    value
    effectiveDate
  }
  articles(first: 5) {
    nodes {
      headline
      published
      section {
        name
      }
      tags {
        name
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`;

const fetcher = createGraphiQLFetcher({ url: "/graphql" });
// A query in the address is one that the first page showed.
const initialQuery = new URLSearchParams(location.search).get("query") ?? undefined;
const home = createElement("a", { href: "/", className: "graphiql-logo-link" }, "Dateline");
const page = createElement(
  GraphiQL,
  { fetcher, defaultQuery: FRONT_PAGE, initialQuery },
  createElement(GraphiQL.Logo, null, home),
);
createRoot(document.getElementById("graphiql")).render(page);
