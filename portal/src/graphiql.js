// GraphiQL on the server that hands it out.
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./graphiql.css";

import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

const FRONT_PAGE = `# A front page in one query. Run it with Ctrl-Enter (Cmd-Enter); Ctrl-Space completes.
query FrontPage {
  rates(symbols: ["USD", "EUR", "RUB", "KZT"]) {
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
const page = createElement(GraphiQL, { fetcher, defaultQuery: FRONT_PAGE });
createRoot(document.getElementById("graphiql")).render(page);
