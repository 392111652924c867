import { service } from "../platform/endpoint";

export const debug = service("debug", {});
