import packageJson from "../../package.json" with { type: "json" };

/** Limpid's own version, as server.info and the token claims tell it. */
export const SERVER_VERSION: string = packageJson.version;
