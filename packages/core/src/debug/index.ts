import { service } from "../platform/endpoint";
import { ping } from "./endpoints/ping";

export const debug = service("debug", { ping });
