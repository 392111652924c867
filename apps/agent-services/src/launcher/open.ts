import type { EngineSettings } from "../services/env";
import type { Launcher } from "./launcher";

/** Opens the engine that is set; only its own client is loaded. @param agent whose runs these are, among all that use the engine. */
export async function openLauncher(settings: EngineSettings, agent: string): Promise<Launcher> {
  if (settings.engine === "process") {
    const { ProcessLauncher } = await import("./process/engine");
    return new ProcessLauncher({ ...settings, agent });
  }
  if (settings.engine === "kubernetes") {
    const { KubernetesLauncher } = await import("./kubernetes/engine");
    return new KubernetesLauncher({ ...settings, agent });
  }
  const { DockerLauncher } = await import("./docker/engine");
  return new DockerLauncher({ ...settings, agent });
}
