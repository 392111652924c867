import { service } from "../platform/endpoint";
import { addOrUpdateArtifacts } from "./endpoints/add_or_update_artifacts";
import { addOrUpdateModel } from "./endpoints/add_or_update_model";
import { archive, archiveMany, unarchiveMany } from "./endpoints/archive";
import { clone } from "./endpoints/clone";
import { close } from "./endpoints/close";
import { completed } from "./endpoints/completed";
import { create } from "./endpoints/create";
import { deleteMany, deleteTask } from "./endpoints/delete";
import { deleteArtifacts } from "./endpoints/delete_artifacts";
import { deleteConfiguration } from "./endpoints/delete_configuration";
import { deleteHyperParams } from "./endpoints/delete_hyper_params";
import { deleteModels } from "./endpoints/delete_models";
import { dequeue, dequeueMany } from "./endpoints/dequeue";
import { edit } from "./endpoints/edit";
import { editConfiguration } from "./endpoints/edit_configuration";
import { editHyperParams } from "./endpoints/edit_hyper_params";
import { editRuntime } from "./endpoints/edit_runtime";
import { enqueue, enqueueMany } from "./endpoints/enqueue";
import { failed } from "./endpoints/failed";
import { getAll } from "./endpoints/get_all";
import { getAllEx } from "./endpoints/get_all_ex";
import { getById } from "./endpoints/get_by_id";
import { getByIdEx } from "./endpoints/get_by_id_ex";
import { getConfigurationNames } from "./endpoints/get_configuration_names";
import { getConfigurations } from "./endpoints/get_configurations";
import { getHyperParams } from "./endpoints/get_hyper_params";
import { getTypes } from "./endpoints/get_types";
import { makePrivate } from "./endpoints/make_private";
import { makePublic } from "./endpoints/make_public";
import { move } from "./endpoints/move";
import { ping } from "./endpoints/ping";
import { publish, publishMany } from "./endpoints/publish";
import { reset, resetMany } from "./endpoints/reset";
import { setRequirements } from "./endpoints/set_requirements";
import { started } from "./endpoints/started";
import { stop, stopMany } from "./endpoints/stop";
import { stopped } from "./endpoints/stopped";
import { update, updateBatch } from "./endpoints/update";
import { updateTags } from "./endpoints/update_tags";
import { validate } from "./endpoints/validate";

export const tasks = service("tasks", {
  add_or_update_artifacts: addOrUpdateArtifacts,
  add_or_update_model: addOrUpdateModel,
  archive,
  archive_many: archiveMany,
  clone,
  close,
  completed,
  create,
  delete: deleteTask,
  delete_artifacts: deleteArtifacts,
  delete_configuration: deleteConfiguration,
  delete_hyper_params: deleteHyperParams,
  delete_many: deleteMany,
  delete_models: deleteModels,
  dequeue,
  dequeue_many: dequeueMany,
  edit,
  edit_configuration: editConfiguration,
  edit_hyper_params: editHyperParams,
  edit_runtime: editRuntime,
  enqueue,
  enqueue_many: enqueueMany,
  failed,
  get_all: getAll,
  get_all_ex: getAllEx,
  get_by_id: getById,
  get_by_id_ex: getByIdEx,
  get_configuration_names: getConfigurationNames,
  get_configurations: getConfigurations,
  get_hyper_params: getHyperParams,
  get_types: getTypes,
  make_private: makePrivate,
  make_public: makePublic,
  move,
  ping,
  publish,
  publish_many: publishMany,
  reset,
  reset_many: resetMany,
  set_requirements: setRequirements,
  started,
  stop,
  stop_many: stopMany,
  stopped,
  unarchive_many: unarchiveMany,
  update,
  update_batch: updateBatch,
  update_tags: updateTags,
  validate,
});
