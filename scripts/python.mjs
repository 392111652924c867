// The Python that tests and benchmarks run the ClearML SDK and agent with.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** A Python that can do it; undefined when there is none. */
export const python = [process.env.PYTHON, "python3", "python"].find(
  (name) => name && spawnSync(name, ["-c", "import venv, sys; sys.exit(sys.version_info < (3, 9))"]).status === 0,
);
export const NO_PYTHON = "Python 3.9 or newer with venv (Debian: apt-get install python3-venv) is not installed";

/** What {@link venv} makes. schemathesis is apart: it wants a newer Python, and other versions of the packages that the SDK stands on; the peers are for `npm run bench:peers`. */
const ENVIRONMENTS = {
  ".venv": { holds: "the ClearML SDK and agent", lists: ["test/sdk/requirements.txt", "test/agent/requirements.txt"] },
  ".venv-peers": { holds: "MLflow, trackio, TensorBoard and Aim", lists: ["bench/peers/requirements.txt"] },
  ".venv-contract": { holds: "schemathesis", lists: ["test/contract/requirements.txt"] },
};

/** Why `.venv-contract` cannot be made here; null when it can. */
export const contractLacks =
  python && spawnSync(python, ["-c", "import sys; sys.exit(sys.version_info < (3, 11))"]).status === 0
    ? null
    : "Python 3.11 or newer with venv (Debian: apt-get install python3-venv) is not installed";

/** The python of a virtual environment, which is made when it is missing or other packages are wanted. */
export function venv(name = ".venv") {
  if (!python) throw new Error(NO_PYTHON);
  const { holds, lists } = ENVIRONMENTS[name];
  const folder = join(ROOT, name);
  const executable = join(folder, "bin", "python");
  const wanted = lists.map((list) => readFileSync(join(ROOT, list), "utf8")).join("");
  const stamp = join(folder, "requirements.txt");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return executable;
  console.log(`making a virtual environment with ${holds} in ${name}`);
  const packages = lists.flatMap((list) => ["-r", list]);
  const steps = [
    [python, ["-m", "venv", "--clear", folder]],
    [executable, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages]],
  ];
  for (const [program, args] of steps) {
    if (spawnSync(program, args, { cwd: ROOT, stdio: "inherit" }).status !== 0)
      throw new Error(`${program} ${args.join(" ")} failed`);
  }
  writeFileSync(stamp, wanted);
  return executable;
}
