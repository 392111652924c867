import { service } from "../platform/endpoint";
import { getAll } from "./endpoints/get_all";
import { getAllEx } from "./endpoints/get_all_ex";
import { getById } from "./endpoints/get_by_id";
import { getCurrentUser } from "./endpoints/get_current_user";

export const users = service("users", {
  get_all: getAll,
  get_all_ex: getAllEx,
  get_by_id: getById,
  get_current_user: getCurrentUser,
});
