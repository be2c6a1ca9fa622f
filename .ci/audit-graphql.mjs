// Audits a GraphQL endpoint for GraphQL over HTTP and names each audit that is not ok.
//
//     node audit-graphql.mjs http://127.0.0.1:8080/graphql
import { auditServer } from 'graphql-http';

const url = process.argv[2];
if (!url) {
  console.error('usage: node audit-graphql.mjs <address of the GraphQL endpoint>');
  process.exit(2);
}

const results = await auditServer({ url });
const failed = results.filter((result) => result.status !== 'ok');
for (const result of failed) {
  console.log(`${result.status.padEnd(6)} ${result.id} ${result.name}\n       ${result.reason}`);
}
console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 && results.length > 0 ? 0 : 1;
