/** A PostgreSQL to use for tests instead of an embedded one of their own: its user must be allowed to create databases. */
export const testDatabaseUrl = process.env.TEST_DATABASE_URL;
