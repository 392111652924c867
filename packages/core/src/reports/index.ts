import { service } from "../platform/endpoint";

export const reports = service("reports", {});
