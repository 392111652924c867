import { modelEntity } from "./models/entity";
import { catalogue } from "./platform/find/entity";
import { projectEntity } from "./projects/entity";
import { queueEntity } from "./queues/entity";
import { taskEntity } from "./tasks/entity";
import { companyEntity, userEntity } from "./users/entity";

/** Everything that can be listed, connected by references: what the query engine (platform/find) is given. */
export const entities = catalogue({
  company: companyEntity,
  user: userEntity,
  project: projectEntity,
  task: taskEntity,
  model: modelEntity,
  queue: queueEntity,
});
