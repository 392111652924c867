import { service } from "../platform/endpoint";
import { create } from "./endpoints/create";
import { deleteProject } from "./endpoints/delete";
import { getAll } from "./endpoints/get_all";
import { getAllEx } from "./endpoints/get_all_ex";
import { getById } from "./endpoints/get_by_id";
import { getHyperParameters } from "./endpoints/get_hyper_parameters";
import { getHyperparamValues } from "./endpoints/get_hyperparam_values";
import { getModelMetadataKeys } from "./endpoints/get_model_metadata_keys";
import { getModelMetadataValues } from "./endpoints/get_model_metadata_values";
import { getModelTags, getProjectTags, getTaskTags } from "./endpoints/get_tags";
import { getTaskParents } from "./endpoints/get_task_parents";
import { getUniqueMetricVariants } from "./endpoints/get_unique_metric_variants";
import { getUserNames } from "./endpoints/get_user_names";
import { makePrivate } from "./endpoints/make_private";
import { makePublic } from "./endpoints/make_public";
import { merge } from "./endpoints/merge";
import { move } from "./endpoints/move";
import { update } from "./endpoints/update";
import { validateDelete } from "./endpoints/validate_delete";

export const projects = service("projects", {
  create,
  delete: deleteProject,
  get_all: getAll,
  get_all_ex: getAllEx,
  get_by_id: getById,
  get_hyper_parameters: getHyperParameters,
  get_hyperparam_values: getHyperparamValues,
  get_model_metadata_keys: getModelMetadataKeys,
  get_model_metadata_values: getModelMetadataValues,
  get_model_tags: getModelTags,
  get_project_tags: getProjectTags,
  get_task_parents: getTaskParents,
  get_task_tags: getTaskTags,
  get_unique_metric_variants: getUniqueMetricVariants,
  get_user_names: getUserNames,
  make_private: makePrivate,
  make_public: makePublic,
  merge,
  move,
  update,
  validate_delete: validateDelete,
});
