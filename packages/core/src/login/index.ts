import { service } from "../platform/endpoint";
import { supportedModes } from "./endpoints/supported_modes";

export const login = service("login", { supported_modes: supportedModes });
