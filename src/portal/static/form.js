// The form in the place of GraphiQL.
const element = (id) => document.getElementById(id);

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
