import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readArguments, readPermissions, UNRESTRICTED } from "./arguments";
import { mergeOptions, NO_OPTIONS } from "./options";
import { OPTIONS } from "./vocabulary";
import { splitWords } from "./words";

const nothing = readPermissions("");
const read = (line: string | readonly string[], allow = "") => readArguments(line, readPermissions(allow)).options;
const refusal = (line: string, allow = "") => {
  try {
    read(line, allow);
  } catch (error) {
    return (error as Error).message;
  }
  return "allowed";
};

describe("the arguments of docker run", () => {
  it("come in every spelling", () => {
    const expected = {
      ...NO_OPTIONS,
      environment: { A: "1=2" },
      user: "1000:1000",
      memory: 512 * 1024 ** 2,
      readOnly: true,
    };
    for (const line of [
      "--env A=1=2 --user 1000:1000 --memory 512m --read-only",
      "-e A=1=2 -u 1000:1000 -m 512m --read-only=true",
      "--env=A=1=2 -u1000:1000 -m=512M --read-only",
      "'-e' \"A=1=2\" --user=1000:1000 --memory=524288k --read-only",
    ]) {
      expect(read(line)).toEqual(expected);
      expect(read(splitWords(line))).toEqual(expected);
    }
    expect(read("")).toEqual(NO_OPTIONS);
    expect(readArguments(null, nothing).options).toEqual(NO_OPTIONS);
  });

  it("are understood one by one", () => {
    expect(
      read("--gpus all --shm-size 8g --cpus 1.5 --pids-limit 100 --ulimit nofile=1024:2048 --tmpfs /x:size=1m"),
    ).toMatchObject({
      gpus: { count: -1 },
      shm: 8 * 1024 ** 3,
      cpus: 1.5,
      pids: 100,
      ulimits: [{ name: "nofile", soft: 1024, hard: 2048 }],
      tmpfs: { "/x": "size=1m" },
    });
    expect(read(`--gpus '"device=0,2"'`).gpus).toEqual({ ids: ["0", "2"] });
    expect(read("--gpus 2").gpus).toEqual({ count: 2 });
    expect(read('--entrypoint ""')).toMatchObject({ noEntrypoint: true });
    expect(read("-p 127.0.0.1:8000:80/udp -p 443", "-p").ports).toEqual([
      { container: 80, host: 8000, address: "127.0.0.1", protocol: "udp" },
      { container: 443, protocol: "tcp" },
    ]);
    expect(read("-v /scratch").mounts).toEqual([{ kind: "volume", source: "", target: "/scratch", readOnly: false }]);
    expect(read("--mount type=bind,src=/data/a/,dst=/a,readonly", "-v=/data").mounts).toEqual([
      { kind: "bind", source: "/data/a", target: "/a", readOnly: true },
    ]);
  });

  it("that this program decides itself are passed over, and that is said", () => {
    const { options, notes } = readArguments("-it --rm --name mine -d --restart always -e A=1", nothing);
    expect(options).toEqual({ ...NO_OPTIONS, environment: { A: "1" } });
    expect(notes.map((note) => note.split(" ")[0])).toEqual(["-i", "-t", "--rm", "--name", "-d", "--restart"]);
  });

  it("that give power over the machine are refused unless they are allowed", () => {
    for (const line of [
      "--privileged",
      "--privileged=true",
      "--network host",
      "--net=host",
      "--ipc=host",
      "--pid host",
      "--cap-add SYS_ADMIN",
      "--device /dev/sda",
      "--security-opt seccomp=unconfined",
      "-p 22:22",
      "--sysctl kernel.x=1",
      "--runtime x",
      "--group-add 0",
    ]) {
      expect(refusal(line)).toMatch(/^--?\S+.* is not allowed here: .*LIMPID_SERVICES_ALLOW/);
      const { options } = readArguments(line, UNRESTRICTED);
      expect(options).not.toEqual(NO_OPTIONS);
      const { name } = OPTIONS.find(({ name, short }) => new RegExp(`^--?(${name}|${short})\\b`).test(line)) ?? {
        name: "",
      };
      expect(read(line, `--${name}`)).toEqual(options);
    }
    expect(refusal("--privileged=false")).toBe("allowed");
    expect(refusal("--network host", "--network=ml")).toMatch(/--network host is not allowed/);
    expect(refusal("--network ml", "network=ml,network=other")).toBe("allowed");
  });

  it("mount only what is allowed, however it is written", () => {
    const allow = "--volume=/data --volume=models";
    for (const line of [
      "-v /data:/x",
      "-v /data/a/b:/x:ro",
      "-v models:/m",
      "-v /x",
      "--mount source=models,target=/m",
    ])
      expect(refusal(line, allow)).toBe("allowed");
    for (const line of [
      "-v /:/host",
      "-v /database:/x",
      "-v /data/../etc:/x",
      "-v /data/./../../etc/:/x",
      "-v //etc:/x",
      "-v limpid_postgres:/x",
      "-v /var/run/docker.sock:/var/run/docker.sock",
      "--mount type=bind,source=/etc,target=/x",
      "--mount type=bind,source=/data,source=/etc,target=/x",
      "--mount type=bind,src=/etc,target=/x,source=/etc",
    ])
      expect(refusal(line, allow)).toMatch(/may not be mounted; allowed are \/data, models/);
    expect(refusal("-v /etc:/x")).toMatch(/none are allowed/);
    expect(refusal("-v data:/x:y -v ../etc:/x", "--volume=data")).toMatch(/no volume's name/);
  });

  it("that make no sense are named", () => {
    const because = (line: string, reason: RegExp) => expect(refusal(line, "-p -v=/data")).toMatch(reason);
    because("--frobnicate 3", /^--frobnicate is not known here$/);
    because("--env-file /etc/passwd", /^--env-file is not known here$/);
    because("--volumes-from other", /^--volumes-from is not known here$/);
    because("--memory lots", /^--memory: lots is no size/);
    because("-e HOME", /^-e: HOME has no value/);
    because("--memory", /^--memory needs a value$/);
    because("ubuntu:22.04", /^ubuntu:22.04 is no option of docker run$/);
    because("--label limpid.run=1", /labels that begin with limpid/);
    because("-e 'A=1", /a quote \('\) is not closed/);
    because("--entrypoint /bin/bash", /what runs in the container is the task/);
    because("-p 99999999", /is no port/);
    because("--cpus -1", /is no number/);
    because("-v relative:target", /absolute path/);
  });

  it("never let anything through that is not in the list, whatever is written", () => {
    const word = fc.oneof(
      fc.constantFrom(...OPTIONS.map(({ name }) => `--${name}`), "-v", "-e", "-p", "/etc:/etc", "A=B", "host", "true"),
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        let options = NO_OPTIONS;
        try {
          options = readArguments(words, nothing).options;
        } catch (error) {
          expect(error).toMatchObject({ name: "RunRefused" });
        }
        expect(options).toMatchObject({
          ports: [],
          devices: [],
          capAdd: [],
          securityOpt: [],
          groupAdd: [],
          sysctls: {},
        });
        for (const key of ["network", "ipc", "pid", "runtime"] as const) expect(options[key]).toBeUndefined();
        expect(options.privileged ?? false).toBe(false);
        expect(options.mounts.filter(({ source }) => source !== "")).toEqual([]);
      }),
    );
  });
});

describe("words", () => {
  it("are parted as a shell parts them", () => {
    expect(splitWords(` a  'b c'd "e \\" \\x f" g\\ h '' "" \\\\ `)).toEqual([
      "a",
      "b cd",
      'e " \\x f',
      "g h",
      "",
      "",
      "\\",
    ]);
    expect(() => splitWords("a\\")).toThrow("backslash");
  });
});

describe("merged options", () => {
  it("let the upper ones win where both say something, and join the rest", () => {
    const lower = readArguments("-e A=1 -e B=1 -m 1g --cpus 2 -v /a:/x -v /b:/y --dns 1.1.1.1", UNRESTRICTED).options;
    const upper = readArguments("-e B=2 -m 2g -v /c:/y --dns 8.8.8.8", UNRESTRICTED).options;
    expect(mergeOptions(lower, upper)).toMatchObject({
      environment: { A: "1", B: "2" },
      memory: 2 * 1024 ** 3,
      cpus: 2,
      mounts: [
        { source: "/a", target: "/x" },
        { source: "/c", target: "/y" },
      ],
      dns: ["1.1.1.1", "8.8.8.8"],
    });
  });
});
