// A Kubernetes cluster for tests: the one that LIMPID_TEST_CLUSTER (a kubeconfig) names, else, as root, the one of ../shared/tools.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const TOOL = fileURLToPath(new URL("../../shared/tools/kubernetes.sh", import.meta.url));
const BASE = process.env.KUBE_BASE ?? join(process.env.TMPDIR ?? tmpdir(), "kube");
const GIVEN = process.env.LIMPID_TEST_CLUSTER;

/** Why there is none to be had; null when there is. */
export const clusterLacks =
  GIVEN || (process.getuid?.() === 0 && existsSync(TOOL) && spawnSync("sh", ["-c", "command -v go"]).status === 0)
    ? null
    : "no Kubernetes cluster (set LIMPID_TEST_CLUSTER to the kubeconfig of one that is for tests)";

/** Starts one if none is given; the first time takes minutes. @returns the environment of its tests, and `stop`. */
export function startCluster() {
  if (GIVEN) return { env: { LIMPID_TEST_CLUSTER: GIVEN }, stop: () => {} };
  const up = spawnSync(TOOL, ["up"], { encoding: "utf8", env: { ...process.env, KUBE_BASE: BASE } });
  const stop = () => void spawnSync(TOOL, ["down"], { env: { ...process.env, KUBE_BASE: BASE } });
  if (up.status !== 0) {
    stop();
    throw new Error(`${TOOL} up failed:\n${up.stdout}${up.stderr}`);
  }
  return { env: { LIMPID_TEST_CLUSTER: join(BASE, "run/kubeconfig") }, stop };
}
