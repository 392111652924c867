import { service } from "../platform/endpoint";

export const server = service("server", {});
