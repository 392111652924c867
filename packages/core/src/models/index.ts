import { service } from "../platform/endpoint";
import { addOrUpdateMetadata } from "./endpoints/add_or_update_metadata";
import { archiveMany, unarchiveMany } from "./endpoints/archive";
import { create } from "./endpoints/create";
import { deleteMany, deleteModel } from "./endpoints/delete";
import { deleteMetadata } from "./endpoints/delete_metadata";
import { edit } from "./endpoints/edit";
import { getAll } from "./endpoints/get_all";
import { getAllEx } from "./endpoints/get_all_ex";
import { getById } from "./endpoints/get_by_id";
import { getByIdEx } from "./endpoints/get_by_id_ex";
import { getByTaskId, getByTaskIdGone } from "./endpoints/get_by_task_id";
import { getFrameworks } from "./endpoints/get_frameworks";
import { makePrivate } from "./endpoints/make_private";
import { makePublic } from "./endpoints/make_public";
import { move } from "./endpoints/move";
import { publishMany, setReady } from "./endpoints/set_ready";
import { update } from "./endpoints/update";
import { updateForTask, updateForTaskGone } from "./endpoints/update_for_task";
import { updateTags } from "./endpoints/update_tags";

export const models = service("models", {
  add_or_update_metadata: addOrUpdateMetadata,
  archive_many: archiveMany,
  create,
  delete: deleteModel,
  delete_many: deleteMany,
  delete_metadata: deleteMetadata,
  edit,
  get_all: getAll,
  get_all_ex: getAllEx,
  get_by_id: getById,
  get_by_id_ex: getByIdEx,
  get_by_task_id: [getByTaskIdGone, getByTaskId],
  get_frameworks: getFrameworks,
  make_private: makePrivate,
  make_public: makePublic,
  move,
  publish_many: publishMany,
  set_ready: setReady,
  unarchive_many: unarchiveMany,
  update,
  update_for_task: [updateForTaskGone, updateForTask],
  update_tags: updateTags,
});
