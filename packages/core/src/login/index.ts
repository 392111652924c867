import { service } from "../platform/endpoint";
import { logout } from "./endpoints/logout";
import { supportedModes } from "./endpoints/supported_modes";

export const login = service("login", { logout, supported_modes: supportedModes });
