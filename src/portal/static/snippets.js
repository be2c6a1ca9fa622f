// One request written out in four languages. A request has a method, a path and, for GraphQL, a query.

/** `text` inside single quotes of a shell. */
const shell = (text) => `'${text.replaceAll("'", "'\\''")}'`;

const indent = (text, by) => text.replaceAll("\n", `\n${by}`);

function curl({ url, query }) {
  if (!query) return `curl ${shell(url)}`;
  return `curl ${shell(url)} \\\n  -H 'Content-Type: application/json' \\\n  -d @- <<'EOF'\n${JSON.stringify({ query })}\nEOF`;
}

function javascript({ url, query }) {
  const read = "const data = await response.json();\nconsole.log(data);";
  if (!query) return `const response = await fetch(${JSON.stringify(url)});\n${read}`;
  return `const query = \`${query}\`;

const response = await fetch(${JSON.stringify(url)}, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ query }),
});
${read}`;
}

function kotlin({ url, query }) {
  const call = `OkHttpClient().newCall(request).execute().use { response ->
    println(response.body?.string())
}`;
  if (!query) {
    return `// com.squareup.okhttp3:okhttp
import okhttp3.OkHttpClient
import okhttp3.Request

val request = Request.Builder().url(${JSON.stringify(url)}).build()
${call}`;
  }
  return `// com.squareup.okhttp3:okhttp and org.json:json
import okhttp3.MediaType.Companion.toMediaType
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody
import org.json.JSONObject

val query = """
    ${indent(query, "    ")}
""".trimIndent()
val body = JSONObject().put("query", query).toString()
val request = Request.Builder()
    .url(${JSON.stringify(url)})
    .post(body.toRequestBody("application/json".toMediaType()))
    .build()
${call}`;
}

function swift({ url, query }) {
  const show = "print(String(decoding: data, as: UTF8.self))";
  if (!query) {
    return `import Foundation

let url = URL(string: ${JSON.stringify(url)})!
let (data, _) = try await URLSession.shared.data(from: url)
${show}`;
  }
  return `import Foundation

let query = """
${query}
"""
var request = URLRequest(url: URL(string: ${JSON.stringify(url)})!)
request.httpMethod = "POST"
request.setValue("application/json", forHTTPHeaderField: "Content-Type")
request.httpBody = try JSONSerialization.data(withJSONObject: ["query": query])
let (data, _) = try await URLSession.shared.data(for: request)
${show}`;
}

/** The languages by the names that people know, each a function from a request to its text. */
export const LANGUAGES = { curl, JavaScript: javascript, Kotlin: kotlin, Swift: swift };
