import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readArguments, UNRESTRICTED } from "../src/launcher/arguments";
import { connectDocker } from "../src/launcher/docker/connection";
import { containerName } from "../src/launcher/docker/create";
import { DockerLauncher } from "../src/launcher/docker/engine";
import { NO_OPTIONS } from "../src/launcher/options";
import { describeLauncher } from "./conformance";

const host = process.env.DOCKER_HOST;
const image = process.env.LIMPID_TEST_SHELL_IMAGE ?? "local/busybox:1";

describeLauncher("docker", async () => ({
  open: (agent) => new DockerLauncher({ host, agent }),
  image,
  close: async () => {},
}));

describe("a container", () => {
  const launcher = new DockerLauncher({ host, agent: `test-${randomUUID()}` });
  const started: string[] = [];
  afterAll(() => Promise.all(started.map((id) => launcher.remove(id))));

  /** What a program prints that runs with these arguments of docker run. */
  async function output(script: string, line: string, of = image): Promise<string> {
    const id = randomUUID().replaceAll("-", "");
    started.push(id);
    const { options } = readArguments(line, UNRESTRICTED);
    await launcher.start({ id, task: "t", image: of, script, environment: {}, options });
    let text = "";
    for await (const { data } of launcher.console(id, {}, new AbortController().signal)) text += data;
    return text.trim();
  }
  const failure = (script: string, line: string, of?: string) =>
    output(script, line, of).then(String, ({ name, reason, message }) => ({ name, reason, message }));

  it("gets what the arguments say", async () => {
    const folder = await mkdtemp(join(tmpdir(), "limpid-mount-"));
    await chmod(folder, 0o755);
    await writeFile(join(folder, "given"), "from outside");
    const line = `-u 12:34 -w /proc -h somewhere -e A='b c' -v ${folder}:/in:ro --shm-size 8m --add-host api.test:10.1.2.3 --ulimit nofile=100 --read-only`;
    const script =
      'id -u; id -g; pwd; hostname; echo "$A"; cat /in/given; echo; ulimit -n; grep api.test /etc/hosts; touch /in/x /y 2>&1 | wc -l';
    expect((await output(script, line)).split("\n")).toEqual([
      "12",
      "34",
      "/proc",
      "somewhere",
      "b c",
      "from outside",
      "100",
      "10.1.2.3\tapi.test",
      "2",
    ]);
    await rm(folder, { recursive: true });
  });

  it("is held to its limits", async () => {
    const read = "cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null";
    expect(await output(read, "-m 64m --cpus 0.5")).toBe(String(64 * 1024 ** 2));
    const swap =
      "cat /sys/fs/cgroup/memory/memory.memsw.limit_in_bytes 2>/dev/null || expr 67108864 + $(cat /sys/fs/cgroup/memory.swap.max)";
    expect(await output(swap, "-m 64m")).toBe(String(64 * 1024 ** 2));
  });

  it("is refused with the reason when the engine cannot make it", async () => {
    expect(await failure("true", "", "limpid.invalid/none:1")).toMatchObject({
      reason: "image",
      message: "image not found: limpid.invalid/none:1",
    });
    expect(await failure("true", "--gpus all")).toMatchObject({
      reason: "resources",
      message: expect.stringMatching(/no such graphics card/),
    });
    expect(await failure("true", "-u nobody-knows")).toMatchObject({
      reason: "options",
      message: expect.stringMatching(/nobody-knows/),
    });
    expect(await failure("true", "-v /no/such/folder:/x")).toMatchObject({
      reason: "options",
      message: expect.stringMatching(/no\/such\/folder/),
    });
    expect(await failure("true", "--network nowhere")).toMatchObject({
      reason: "options",
      message: expect.stringMatching(/nowhere/),
    });
    expect(await failure("true", "-m 1k")).toMatchObject({
      reason: "options",
      message: expect.stringMatching(/memory/i),
    });
  });

  it("takes its volumes with it when it is removed, but for those with a name", async () => {
    const name = `limpid-test-${randomUUID()}`;
    await output("true", `-v /scratch -v ${name}:/kept`);
    const docker = connectDocker({ host });
    const container = docker.getContainer(containerName(started.at(-1) ?? ""));
    const volumes = (await container.inspect()).Mounts.map((mount) => mount.Name ?? "");
    expect(volumes).toHaveLength(2);
    const there = async () =>
      (await docker.listVolumes()).Volumes.map((volume) => volume.Name).filter((one) => volumes.includes(one));
    expect((await there()).sort()).toEqual([...volumes].sort());
    await launcher.remove(started.at(-1) ?? "");
    expect(await there()).toEqual([name]);
    await docker.getVolume(name).remove();
  });

  it("that could not be started has ended, with the reason", async () => {
    const id = randomUUID().replaceAll("-", "");
    started.push(id);
    const spec = {
      id,
      task: "t",
      image,
      script: "true",
      environment: {},
      options: { ...NO_OPTIONS, user: "nobody-knows" },
    };
    await expect(launcher.start(spec)).rejects.toMatchObject({ name: "RunRefused" });
    expect(await launcher.state(id)).toMatchObject({
      phase: "ended",
      end: { fault: expect.stringMatching(/nobody-knows/) },
    });
  });
});

describe("an image", () => {
  const launcher = new DockerLauncher({ host, agent: "x" });
  const prepare = (name: string, policy: "missing" | "always" | "never") => {
    const said: string[] = [];
    return launcher
      .prepare(name, policy, (line) => said.push(line), AbortSignal.timeout(20_000))
      .then(
        () => said,
        (error) => ({ name: error.name, reason: error.reason, message: error.message }),
      );
  };

  it("that is there is taken without a word", async () => {
    expect(await prepare(image, "missing")).toEqual([]);
    expect(await prepare(image, "never")).toEqual([]);
  });

  it("that is nowhere is named", async () => {
    expect(await prepare("local/none:1", "never")).toMatchObject({
      reason: "image",
      message: expect.stringMatching(/local\/none:1 is not on this machine/),
    });
    expect(await prepare("127.0.0.1:1/none:1", "missing")).toMatchObject({
      reason: "image",
      message: expect.stringMatching(/127.0.0.1:1\/none:1/),
    });
    expect(await prepare("No Such Name", "missing")).toMatchObject({
      reason: "image",
      message: expect.stringMatching(/image not found: No Such Name/),
    });
  });
});

describe("an engine that does not answer", () => {
  const reason = async (address: string) =>
    new DockerLauncher({ host: address, agent: "x" })
      .check()
      .catch((error: Error) => `${error.name}: ${error.message}`);

  it("is told apart: not there, not running", async () => {
    expect(await reason("unix:///nowhere/docker.sock")).toBe(
      "EngineUnavailable: there is no Docker engine here: install Docker, or say by DOCKER_HOST where it is",
    );
    expect(await reason("tcp://127.0.0.1:1")).toBe("EngineUnavailable: the Docker engine does not run: start it");
  });
});
