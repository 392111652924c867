export {
  brokenConstraint,
  createDatabase,
  type Database,
  type DatabaseOptions,
  Prisma,
  type Transaction,
} from "./client";
export type { Tell } from "./told";
