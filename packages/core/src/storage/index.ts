import { service } from "../platform/endpoint";
import { getSettings } from "./endpoints/get_settings";
import { resetSettings } from "./endpoints/reset_settings";
import { setSettings } from "./endpoints/set_settings";

export const storage = service("storage", {
  get_settings: getSettings,
  reset_settings: resetSettings,
  set_settings: setSettings,
});
