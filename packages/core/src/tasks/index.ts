import { service } from "../platform/endpoint";
import { archive, archiveMany, unarchiveMany } from "./endpoints/archive";
import { close } from "./endpoints/close";
import { completed } from "./endpoints/completed";
import { deleteMany, deleteTask } from "./endpoints/delete";
import { dequeue, dequeueMany } from "./endpoints/dequeue";
import { enqueue, enqueueMany } from "./endpoints/enqueue";
import { failed } from "./endpoints/failed";
import { getAll } from "./endpoints/get_all";
import { getAllEx } from "./endpoints/get_all_ex";
import { getById } from "./endpoints/get_by_id";
import { getByIdEx } from "./endpoints/get_by_id_ex";
import { getTypes } from "./endpoints/get_types";
import { ping } from "./endpoints/ping";
import { publish, publishMany } from "./endpoints/publish";
import { reset, resetMany } from "./endpoints/reset";
import { started } from "./endpoints/started";
import { stop, stopMany } from "./endpoints/stop";
import { stopped } from "./endpoints/stopped";

export const tasks = service("tasks", {
  get_all: getAll,
  get_all_ex: getAllEx,
  get_by_id: getById,
  get_by_id_ex: getByIdEx,
  archive,
  archive_many: archiveMany,
  close,
  completed,
  delete: deleteTask,
  delete_many: deleteMany,
  dequeue,
  dequeue_many: dequeueMany,
  enqueue,
  enqueue_many: enqueueMany,
  failed,
  get_types: getTypes,
  ping,
  publish,
  publish_many: publishMany,
  reset,
  reset_many: resetMany,
  started,
  stop,
  stop_many: stopMany,
  stopped,
  unarchive_many: unarchiveMany,
});
