import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { KubernetesLauncher } from "../src/launcher/kubernetes/engine";
import { NO_OPTIONS } from "../src/launcher/options";
import { describeLauncher } from "./conformance";

const kubeconfig = process.env.LIMPID_TEST_CLUSTER ?? "";
const NOT_READY = "node.kubernetes.io/not-ready";

/** A test cluster may lack the controller that takes a new node's mark "not ready" away when it has become ready. */
async function liftMarks(): Promise<void> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const core = config.makeApiClient(CoreV1Api);
  for (const { metadata, spec, status } of (await core.listNode()).items) {
    const ready = status?.conditions?.some((one) => one.type === "Ready" && one.status === "True");
    const taints = spec?.taints ?? [];
    if (!ready || !taints.some(({ key }) => key === NOT_READY)) continue;
    const value = taints.filter(({ key }) => key !== NOT_READY);
    await core.patchNode({ name: metadata?.name ?? "", body: [{ op: "replace", path: "/spec/taints", value }] });
  }
}

describeLauncher(
  "kubernetes",
  async () => {
    await liftMarks();
    return {
      open: (agent) => new KubernetesLauncher({ agent, kubeconfig, namespace: "default", pull: "never" }),
      image: "docker.io/local/busybox:1",
      // the test cluster's pods have no network but the machine's
      options: { ...NO_OPTIONS, network: "host" },
      close: async () => {},
    };
  },
  {
    oneStream: "Kubernetes keeps both streams as one",
    noUsage: "measuring is an add-on of clusters",
    noImages: "the cluster's machines fetch images themselves",
  },
);
