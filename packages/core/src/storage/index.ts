import { service } from "../platform/endpoint";
import { applyPolicies } from "./endpoints/apply_policies";
import { count } from "./endpoints/count";
import { getPolicies } from "./endpoints/get_policies";
import { getSettings } from "./endpoints/get_settings";
import { resetSettings } from "./endpoints/reset_settings";
import { setPolicies } from "./endpoints/set_policies";
import { setSettings } from "./endpoints/set_settings";
import { usage } from "./endpoints/usage";

export const storage = service("storage", {
  apply_policies: applyPolicies,
  count,
  get_policies: getPolicies,
  get_settings: getSettings,
  reset_settings: resetSettings,
  set_policies: setPolicies,
  set_settings: setSettings,
  usage,
});
