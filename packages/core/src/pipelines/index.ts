import { service } from "../platform/endpoint";

export const pipelines = service("pipelines", {});
