/** The clearml.conf that points the SDK and the agent at this server. Strings are JSON strings, which HOCON reads as they are. */
export function clientConf(options: {
  addresses: { readonly web: string; readonly api: string; readonly files: string };
  accessKey: string;
  secretKey: string;
}): string {
  const { addresses } = options;
  return [
    "api {",
    `  web_server: ${JSON.stringify(addresses.web)}`,
    `  api_server: ${JSON.stringify(addresses.api)}`,
    `  files_server: ${JSON.stringify(addresses.files)}`,
    "  credentials {",
    `    "access_key" = ${JSON.stringify(options.accessKey)}`,
    `    "secret_key" = ${JSON.stringify(options.secretKey)}`,
    "  }",
    "}",
    "",
  ].join("\n");
}

/** The same as shell lines, for containers and CI. */
export function clientEnvironment(options: Parameters<typeof clientConf>[0]): string {
  const { addresses } = options;
  return [
    `export CLEARML_WEB_HOST=${addresses.web}`,
    `export CLEARML_API_HOST=${addresses.api}`,
    `export CLEARML_FILES_HOST=${addresses.files}`,
    `export CLEARML_API_ACCESS_KEY=${options.accessKey}`,
    `export CLEARML_API_SECRET_KEY=${options.secretKey}`,
    "",
  ].join("\n");
}
