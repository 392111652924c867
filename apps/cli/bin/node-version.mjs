/** What package.json's "engines" ask for; kept apart from newer syntax, so that an old Node can still read it. */
const needed = [20, 19];

/** The line for somebody whose Node is too old; undefined when it will do. */
export function nodeProblem(version) {
  const [major, minor] = version.split(".").map(Number);
  if (major > needed[0] || (major === needed[0] && minor >= needed[1])) return undefined;
  return `Node.js ${version} is too old: install Node.js ${needed.join(".")} or newer (https://nodejs.org) and start again`;
}
