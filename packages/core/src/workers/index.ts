import { service } from "../platform/endpoint";

export const workers = service("workers", {});
