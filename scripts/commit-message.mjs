// Refuses a commit message that is not a Conventional Commit with the package as scope (CONTRIBUTING.md, "Commits").
import { readFileSync } from "node:fs";

const [title = ""] = readFileSync(process.argv[2] ?? "", "utf8").split("\n");
if (
  !/^(?:feat|fix|perf|refactor|test|docs|build|ci|chore|style|revert)(?:\([a-z-]+(?:,[a-z-]+)*\))?!?: .{3,}/.test(
    title,
  ) &&
  !title.startsWith("Merge ")
) {
  console.error(`"${title}" is no Conventional Commit; write, for example: feat(core): enqueue many tasks at once`);
  process.exit(1);
}
