import { service } from "../platform/endpoint";
import { changePassword } from "./endpoints/change_password";
import { createCredentials } from "./endpoints/create_credentials";
import { createUser } from "./endpoints/create_user";
import { editCredentials } from "./endpoints/edit_credentials";
import { editUser } from "./endpoints/edit_user";
import { fixedUsersMode } from "./endpoints/fixed_users_mode";
import { getCredentials } from "./endpoints/get_credentials";
import { getTokenForUser } from "./endpoints/get_token_for_user";
import { login } from "./endpoints/login";
import { logout } from "./endpoints/logout";
import { revokeCredentials } from "./endpoints/revoke_credentials";
import { validateToken } from "./endpoints/validate_token";

export const auth = service("auth", {
  change_password: changePassword,
  create_credentials: createCredentials,
  create_user: createUser,
  edit_credentials: editCredentials,
  edit_user: editUser,
  fixed_users_mode: fixedUsersMode,
  get_credentials: getCredentials,
  get_token_for_user: getTokenForUser,
  login,
  logout,
  revoke_credentials: revokeCredentials,
  validate_token: validateToken,
});
