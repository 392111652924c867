import { service } from "../platform/endpoint";
import { create } from "./endpoints/create";
import { createAccountEndpoint } from "./endpoints/create_account";
import { deleteUser } from "./endpoints/delete";
import { editAccount } from "./endpoints/edit_account";
import { getAccounts } from "./endpoints/get_accounts";
import { getAll } from "./endpoints/get_all";
import { getAllEx, getAllExAnywhere } from "./endpoints/get_all_ex";
import { getById } from "./endpoints/get_by_id";
import { getCurrentUser } from "./endpoints/get_current_user";
import { getPreferences } from "./endpoints/get_preferences";
import { resetPassword } from "./endpoints/reset_password";
import { setPreferences } from "./endpoints/set_preferences";
import { update } from "./endpoints/update";

export const users = service("users", {
  create,
  create_account: createAccountEndpoint,
  delete: deleteUser,
  edit_account: editAccount,
  get_accounts: getAccounts,
  get_all: getAll,
  get_all_ex: [getAllEx, getAllExAnywhere],
  get_by_id: getById,
  get_current_user: getCurrentUser,
  get_preferences: getPreferences,
  reset_password: resetPassword,
  set_preferences: setPreferences,
  update,
});
