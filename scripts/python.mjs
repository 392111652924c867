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

/** The python of .venv, which is made when it is missing or other packages are wanted. */
export function venv() {
  if (!python) throw new Error(NO_PYTHON);
  const folder = join(ROOT, ".venv");
  const executable = join(folder, "bin", "python");
  const lists = ["test/sdk/requirements.txt", "test/agent/requirements.txt"];
  const wanted = lists.map((list) => readFileSync(join(ROOT, list), "utf8")).join("");
  const stamp = join(folder, "requirements.txt");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return executable;
  console.log("making a virtual environment with the ClearML SDK and agent in .venv");
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
