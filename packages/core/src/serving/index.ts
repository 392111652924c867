import { service } from "../platform/endpoint";

export const serving = service("serving", {});
