import { service } from "../platform/endpoint";
import { getAll } from "./endpoints/get_all";
import { getAllEx } from "./endpoints/get_all_ex";
import { getById } from "./endpoints/get_by_id";
import { getByIdEx } from "./endpoints/get_by_id_ex";

export const tasks = service("tasks", {
  get_all: getAll,
  get_all_ex: getAllEx,
  get_by_id: getById,
  get_by_id_ex: getByIdEx,
});
