import { service } from "../platform/endpoint";

export const storage = service("storage", {});
