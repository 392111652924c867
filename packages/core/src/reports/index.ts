import { service } from "../platform/endpoint";
import { archive } from "./endpoints/archive";
import { create } from "./endpoints/create";
import { deleteReport } from "./endpoints/delete";
import { getAllEx } from "./endpoints/get_all_ex";
import { getTags } from "./endpoints/get_tags";
import { getTaskData } from "./endpoints/get_task_data";
import { move } from "./endpoints/move";
import { publish } from "./endpoints/publish";
import { unarchive } from "./endpoints/unarchive";
import { update } from "./endpoints/update";

export const reports = service("reports", {
  archive,
  create,
  delete: deleteReport,
  get_all_ex: getAllEx,
  get_tags: getTags,
  get_task_data: getTaskData,
  move,
  publish,
  unarchive,
  update,
});
