import { expect, it } from "vitest";
import { clientConf, clientEnvironment } from "./client-conf";

const options = {
  addresses: { web: "http://w:8080", api: "http://w:8008", files: "http://w:8081" },
  accessKey: "KEY",
  secretKey: 'a"b\\c',
};

it("writes what the SDK reads, with secrets as they are", () => {
  const conf = clientConf(options);
  expect(conf).toContain('web_server: "http://w:8080"');
  expect(conf).toContain('api_server: "http://w:8008"');
  expect(conf).toContain('files_server: "http://w:8081"');
  expect(JSON.parse(/"secret_key" = (.*)/.exec(conf)?.[1] ?? "")).toBe('a"b\\c');
});

it("writes the environment that the SDK reads", () => {
  expect(clientEnvironment(options)).toContain("CLEARML_API_ACCESS_KEY=KEY\n");
});
