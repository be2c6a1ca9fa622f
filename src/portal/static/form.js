// The form in the place of GraphiQL.
const element = (id) => document.getElementById(id);
// A query in the address is one that the first page showed.
element("query").value = new URLSearchParams(location.search).get("query") ?? element("query").value;

async function run() {
  element("status").textContent = "…";
  try {
    const response = await fetch("/graphql", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ query: element("query").value }),
    });
    element("answer").textContent = JSON.stringify(await response.json(), null, 2);
    element("status").textContent = `${response.status}`;
  } catch (error) {
    element("status").textContent = `No answer: ${error.message}`;
  }
}

element("run").addEventListener("click", run);
element("query").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
});
