import { service } from "../platform/endpoint";
import { addOrUpdateMetadata } from "./endpoints/add_or_update_metadata";
import { addTask } from "./endpoints/add_task";
import { clearQueue } from "./endpoints/clear_queue";
import { create } from "./endpoints/create";
import { deleteQueue } from "./endpoints/delete";
import { deleteMetadata } from "./endpoints/delete_metadata";
import { getAll } from "./endpoints/get_all";
import { getAllEx } from "./endpoints/get_all_ex";
import { getById } from "./endpoints/get_by_id";
import { getByTaskId } from "./endpoints/get_by_task_id";
import { getDefault } from "./endpoints/get_default";
import { getNextTask } from "./endpoints/get_next_task";
import { getNumEntries } from "./endpoints/get_num_entries";
import { getQueueMetrics } from "./endpoints/get_queue_metrics";
import { moveTaskBackward } from "./endpoints/move_task_backward";
import { moveTaskForward } from "./endpoints/move_task_forward";
import { moveTaskToBack } from "./endpoints/move_task_to_back";
import { moveTaskToFront } from "./endpoints/move_task_to_front";
import { moveTaskToQueue } from "./endpoints/move_task_to_queue";
import { peekTask } from "./endpoints/peek_task";
import { removeTask } from "./endpoints/remove_task";
import { update } from "./endpoints/update";

export const queues = service("queues", {
  add_or_update_metadata: addOrUpdateMetadata,
  add_task: addTask,
  clear_queue: clearQueue,
  create,
  delete: deleteQueue,
  delete_metadata: deleteMetadata,
  get_all: getAll,
  get_all_ex: getAllEx,
  get_by_id: getById,
  get_by_task_id: getByTaskId,
  get_default: getDefault,
  get_next_task: getNextTask,
  get_num_entries: getNumEntries,
  get_queue_metrics: getQueueMetrics,
  move_task_backward: moveTaskBackward,
  move_task_forward: moveTaskForward,
  move_task_to_back: moveTaskToBack,
  move_task_to_front: moveTaskToFront,
  move_task_to_queue: moveTaskToQueue,
  peek_task: peekTask,
  remove_task: removeTask,
  update,
});
