// Stands in for a service of Limpid: answers /health, tells what it was given, and can be told to crash.
import { createServer } from "node:http";

const ports = {
  api: process.env.LIMPID_API_PORT,
  files: process.env.LIMPID_FILES_PORT,
  web: process.env.LIMPID_WEB_PORT,
  "agent-services": process.env.LIMPID_AGENT_SERVICES_PORT,
};
const name = Object.keys(ports).find((key) => import.meta.url.includes(`/apps/${key}/`));
if (process.env.FAKE_BROKEN === name) {
  console.error("this service is broken");
  process.exit(3);
}
console.log(JSON.stringify({ level: 30, time: Date.now(), msg: `${name} is up`, pid: process.pid }));
const server = createServer((request, response) => {
  if (request.url === "/crash") process.exit(7);
  response.end(JSON.stringify({ name, pid: process.pid, env: process.env, argv: process.execArgv }));
}).listen(Number(ports[name]), "127.0.0.1");
process.on("SIGTERM", () => {
  if (process.env.FAKE_SLOW === name) return;
  console.log("stopping in order");
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
