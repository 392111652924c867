import { service } from "../platform/endpoint";

export const organization = service("organization", {});
