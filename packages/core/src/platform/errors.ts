/**
 * The error table: one row per error of the protocol (wire-protocol §5). A handler throws a row, `throw errors.invalidTaskId({ task })`; the
 * doors (REST envelope, tRPC formatter) read code, subcode and message off it. Anything else that is thrown is a 500 with a fixed text.
 */

/** Facts about one failure, shown as `k=v` after the message and kept for `failed[].error.data`. Never put secrets here. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

const BRAND = Symbol.for("limpid.ProtocolError");

/** A failure with a place in the protocol's error table. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  readonly [BRAND] = true;

  /** The web's bundles each have a class of their own, and errors go from one to another. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && BRAND in value;
  }

  constructor(
    /** HTTP status and `meta.result_code`. */
    readonly code: number,
    readonly subcode: number,
    message: string,
    readonly details: ErrorDetails = {},
  ) {
    super(message);
  }
}

/** Makes an error of one row. A text is appended in brackets, details as `k=v`: `<base> (<extra>): k=v, k=v` (wire-protocol §2). */
export type ErrorFactory = (extra?: string | ErrorDetails, details?: ErrorDetails) => ProtocolError;

function define(code: number, subcode: number, base: string): ErrorFactory {
  return (first, second) => {
    const extra = typeof first === "string" ? ` (${first})` : "";
    const details = typeof first === "object" ? first : (second ?? {});
    const pairs = Object.entries(details).map(([key, value]) => `${key}=${brief(value)}`);
    return new ProtocolError(
      code,
      subcode,
      `${base}${extra}${pairs.length > 0 ? `: ${pairs.join(", ")}` : ""}`,
      details,
    );
  };
}

/** A value in a message: short, on one line, whatever the client sent. */
function brief(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

export const errors = {
  // 301
  notSupported301: define(301, 1, "Not supported"),
  // 400
  badRequest: define(400, 0, "Bad request"),
  notSupported: define(400, 1, "Not supported"),
  requestPathHasInvalidVersion: define(400, 2, "Request path has invalid version"),
  invalidHeaders: define(400, 5, "Invalid headers"),
  impersonationError: define(400, 6, "Impersonation error"),
  invalidId: define(400, 10, "Invalid id"),
  missingRequiredFields: define(400, 11, "Missing required fields"),
  validationError: define(400, 12, "Validation error"),
  fieldsNotAllowedForRole: define(400, 13, "Fields not allowed for role"),
  invalidFields: define(400, 14, "Invalid fields"),
  fieldsConflict: define(400, 15, "Fields conflict"),
  fieldsValueError: define(400, 16, "Fields value error"),
  batchContainsNoItems: define(400, 17, "Batch contains no items"),
  batchValidationError: define(400, 18, "Batch validation error"),
  invalidLuceneSyntax: define(400, 19, "Invalid lucene syntax"),
  fieldsTypeError: define(400, 20, "Fields type error"),
  invalidRegexError: define(400, 21, "Invalid regex error"),
  invalidEmailAddress: define(400, 22, "Invalid email address"),
  invalidDomainName: define(400, 23, "Invalid domain name"),
  notPublicObject: define(400, 24, "Not public object"),
  invalidAccessKey: define(400, 75, "Invalid access key"),
  // 400 tasks
  taskError: define(400, 100, "Task error"),
  invalidTaskId: define(400, 101, "Invalid task id"),
  taskValidationError: define(400, 102, "Task validation error"),
  invalidTaskStatus: define(400, 110, "Invalid task status"),
  taskNotStarted: define(400, 111, "Task not started"),
  taskInProgress: define(400, 112, "Task in progress"),
  taskPublished: define(400, 113, "Task published"),
  taskStatusUnknown: define(400, 114, "Task status unknown"),
  invalidTaskExecutionProgress: define(400, 120, "Invalid task execution progress"),
  failedChangingTaskStatus: define(400, 121, "Failed changing task status"),
  missingTaskFields: define(400, 122, "Missing task fields"),
  taskCannotBeDeleted: define(400, 123, "Task cannot be deleted"),
  taskHasJobsRunning: define(400, 125, "Task has jobs running"),
  invalidTaskType: define(400, 126, "Invalid task type"),
  invalidTaskInput: define(400, 127, "Invalid task input"),
  invalidTaskOutput: define(400, 128, "Invalid task output"),
  taskPublishInProgress: define(400, 129, "Task publish in progress"),
  taskNotFound: define(400, 130, "Task not found"),
  eventsNotAdded: define(400, 131, "Events not added"),
  // 400 other
  operationSupportedOnReportsOnly: define(400, 150, "Operation supported on reports only"),
  cannotRemoveAllRuns: define(400, 160, "Cannot remove all runs"),
  modelError: define(400, 200, "Model error"),
  invalidModelId: define(400, 201, "Invalid model id"),
  modelNotReady: define(400, 202, "Model not ready"),
  modelIsReady: define(400, 203, "Model is ready"),
  invalidModelUri: define(400, 204, "Invalid model uri"),
  modelInUse: define(400, 205, "Model in use"),
  modelCreatingTaskExists: define(400, 206, "Model creating task exists"),
  invalidUser: define(400, 300, "Invalid user"),
  invalidUserId: define(400, 301, "Invalid user id"),
  userIdExists: define(400, 302, "User id exists"),
  invalidPreferencesUpdate: define(400, 305, "Invalid preferences update"),
  // 400 projects
  invalidProjectId: define(400, 401, "Invalid project id"),
  projectHasTasks: define(400, 402, "Project has tasks"),
  projectNotFound: define(400, 403, "Project not found"),
  projectHasModels: define(400, 405, "Project has models"),
  projectHasDatasets: define(400, 406, "Project has datasets"),
  invalidProjectName: define(400, 407, "Invalid project name"),
  cannotUpdateProjectLocation: define(400, 408, "Cannot update project location"),
  projectPathExceedsMax: define(400, 409, "Project path exceeds max"),
  projectSourceAndDestinationAreTheSame: define(400, 410, "Project source and destination are the same"),
  projectCannotBeMovedUnderItself: define(400, 411, "Project cannot be moved under itself"),
  projectCannotBeMergedIntoItsChild: define(400, 412, "Project cannot be merged into its child"),
  projectHasPipelines: define(400, 413, "Project has pipelines"),
  publicProjectExists: define(400, 414, "Public project exists"),
  // 400 queues
  invalidQueueId: define(400, 701, "Invalid queue id"),
  queueNotEmpty: define(400, 702, "Queue not empty"),
  invalidQueueOrTaskNotQueued: define(400, 703, "Invalid queue or task not queued"),
  removedDuringReposition: define(400, 704, "Removed during reposition"),
  failedAddingDuringReposition: define(400, 705, "Failed adding during reposition"),
  taskAlreadyQueued: define(400, 706, "Task already queued"),
  noDefaultQueue: define(400, 707, "No default queue"),
  multipleDefaultQueues: define(400, 708, "Multiple default queues"),
  // 400 data
  dataValidationError: define(400, 800, "Data validation error"),
  expectedUniqueData: define(400, 801, "Expected unique data"),
  // 400 workers, serving
  invalidWorkerId: define(400, 1001, "Invalid worker id"),
  workerRegistrationFailed: define(400, 1002, "Worker registration failed"),
  workerRegistered: define(400, 1003, "Worker registered"),
  workerNotRegistered: define(400, 1004, "Worker not registered"),
  workerStatsNotFound: define(400, 1005, "Worker stats not found"),
  invalidContainerId: define(400, 1050, "Invalid container id"),
  containerNotRegistered: define(400, 1051, "Container not registered"),
  noContainersForUrl: define(400, 1052, "No containers for url"),
  invalidScrollId: define(400, 1104, "Invalid scroll id"),
  // 401
  unauthorized: define(401, 0, "Unauthorized"),
  notAuthorized: define(401, 1, "Not authorized"),
  entityNotAllowed: define(401, 2, "Entity not allowed"),
  badAuthType: define(401, 10, "Bad auth type"),
  noCredentials: define(401, 20, "No credentials"),
  badCredentials: define(401, 21, "Bad credentials"),
  invalidCredentials: define(401, 22, "Invalid credentials"),
  invalidToken: define(401, 30, "Invalid token"),
  blockedToken: define(401, 31, "Blocked token"),
  invalidFixedUser: define(401, 40, "Invalid fixed user"),
  // 403
  forbidden: define(403, 0, "Forbidden"),
  routingError: define(403, 10, "Routing error"),
  blockedInternalEndpoint: define(403, 12, "Blocked internal endpoint"),
  roleNotAllowed: define(403, 20, "Role not allowed"),
  noWritePermission: define(403, 21, "No write permission"),
  // 410
  notSupported410: define(410, 1, "Not supported"),
  // 500
  generalError: define(500, 0, "General error"),
  internalError: define(500, 1, "Internal error"),
  configError: define(500, 2, "Config error"),
  buildInfoError: define(500, 3, "Build info error"),
  lowDiskSpace: define(500, 4, "Low disk space"),
  transactionError: define(500, 10, "Transaction error"),
  dataError: define(500, 100, "Data error"),
  inconsistentData: define(500, 101, "Inconsistent data"),
  databaseUnavailable: define(500, 102, "Database unavailable"),
  updateFailed: define(500, 110, "Update failed"),
  missingIndex: define(500, 201, "Missing index"),
  notImplemented: define(500, 9999, "Not implemented"),
  // HTTP answers outside the table
  payloadTooLarge: define(413, 0, "Request body is too large"),
  unsupportedMediaType: define(415, 0, "Content-Encoding is not supported on requests"),
  tooManyRequests: define(429, 0, "Too many attempts"),
  tooManySubscriptions: define(429, 1, "Too many open pages"),
  notFound: define(404, 0, "Not found"),
  eventsUnavailable: define(503, 0, "The event store is not available"),
} as const;
