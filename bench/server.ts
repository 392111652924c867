import { spawnSync } from "node:child_process";
import { type AppName, type Stack, startStack } from "../scripts/stack";
import { ROOT } from "./results";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Builds what is out of date. @throws when that fails */
export function build(): void {
  const command = ["turbo", "run", "build", "--output-logs=errors-only"];
  if (spawnSync("npx", command, { cwd: ROOT, stdio: "inherit" }).status !== 0) throw new Error("the build failed");
}

/** Measures on a server of its own, as `npm start` runs it; it is stopped whatever happens. */
export async function withServer<T>(
  apps: readonly AppName[],
  work: (stack: Stack) => Promise<T>,
  env: Readonly<Record<string, string>> = {},
): Promise<T> {
  const stack = await startStack({ apps, durable: true, bundled: true, env });
  const interrupted = () => void stack.stop().then(() => process.exit(1));
  for (const signal of SIGNALS) process.once(signal, interrupted);
  try {
    return await work(stack);
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupted);
    await stack.stop();
  }
}
