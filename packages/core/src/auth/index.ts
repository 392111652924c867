import { service } from "../platform/endpoint";

export const auth = service("auth", {});
