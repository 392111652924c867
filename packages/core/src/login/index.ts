import { service } from "../platform/endpoint";

export const login = service("login", {});
