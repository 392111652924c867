import { service } from "../platform/endpoint";
import { login } from "./endpoints/login";

export const auth = service("auth", { login });
