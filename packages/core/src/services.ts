import { auth } from "./auth/index";
import { debug } from "./debug/index";
import { events } from "./events/index";
import { login } from "./login/index";
import { models } from "./models/index";
import { organization } from "./organization/index";
import { pipelines } from "./pipelines/index";
import { projects } from "./projects/index";
import { queues } from "./queues/index";
import { reports } from "./reports/index";
import { server } from "./server/index";
import { serving } from "./serving/index";
import { storage } from "./storage/index";
import { tasks } from "./tasks/index";
import { users } from "./users/index";
import { workers } from "./workers/index";

/** Every service of the wire; doors, OpenAPI and tests are derived from this list. A new service is one line here. */
export const services = [
  auth,
  debug,
  events,
  login,
  models,
  organization,
  pipelines,
  projects,
  queues,
  reports,
  server,
  serving,
  storage,
  tasks,
  users,
  workers,
] as const;
