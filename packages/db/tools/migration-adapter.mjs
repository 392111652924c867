import { ColumnTypeEnum, DriverAdapterError } from "@prisma/driver-adapter-utils";
import pg from "pg";

// Prisma's own adapter fails on "char" columns of the catalogue and splits scripts on ";", so migrations get this one.

const asText = (text) => text;
const asBoolean = (text) => text === "t";
const asInstant = (text) => `${text.replace(" ", "T").replace(/\+00$/, "")}+00:00`;

/** Parses a one-dimensional PostgreSQL array literal. */
function arrayOf(parse) {
  return (text) => {
    const inner = text.slice(1, -1);
    if (inner === "") return [];
    return [...inner.matchAll(/(?:"((?:[^"\\]|\\.)*)"|([^,]+))(?:,|$)/g)].map(([, quoted, plain]) => {
      if (quoted !== undefined) return parse(quoted.replace(/\\(.)/g, "$1"));
      return plain === "NULL" ? null : parse(plain);
    });
  };
}

/** Type oid to how the engine names it and how its text is read. */
const columnTypes = new Map([
  [16, [ColumnTypeEnum.Boolean, asBoolean]],
  [17, [ColumnTypeEnum.Bytes, (text) => Buffer.from(text.slice(2), "hex")]],
  [18, [ColumnTypeEnum.Character, asText]],
  [20, [ColumnTypeEnum.Int64, asText]],
  [21, [ColumnTypeEnum.Int32, Number]],
  [23, [ColumnTypeEnum.Int32, Number]],
  [26, [ColumnTypeEnum.Int64, asText]],
  [114, [ColumnTypeEnum.Json, asText]],
  [700, [ColumnTypeEnum.Float, Number]],
  [701, [ColumnTypeEnum.Double, Number]],
  [1000, [ColumnTypeEnum.BooleanArray, arrayOf(asBoolean)]],
  [1002, [ColumnTypeEnum.CharacterArray, arrayOf(asText)]],
  [1003, [ColumnTypeEnum.TextArray, arrayOf(asText)]],
  [1005, [ColumnTypeEnum.Int32Array, arrayOf(Number)]],
  [1007, [ColumnTypeEnum.Int32Array, arrayOf(Number)]],
  [1009, [ColumnTypeEnum.TextArray, arrayOf(asText)]],
  [1015, [ColumnTypeEnum.TextArray, arrayOf(asText)]],
  [1016, [ColumnTypeEnum.Int64Array, arrayOf(asText)]],
  [1028, [ColumnTypeEnum.Int64Array, arrayOf(asText)]],
  [1082, [ColumnTypeEnum.Date, asText]],
  [1114, [ColumnTypeEnum.DateTime, asInstant]],
  [1184, [ColumnTypeEnum.DateTime, asInstant]],
  [1700, [ColumnTypeEnum.Numeric, asText]],
  [2950, [ColumnTypeEnum.Uuid, asText]],
  [3802, [ColumnTypeEnum.Json, asText]],
]);

/** Rethrows an error of `pg` in the shape that the engine understands. */
function rethrow(error, { tables = true } = {}) {
  const quoted = () => /"(.*?)"/.exec(error.message)?.[1];
  if (error.code === "ENOTFOUND" || error.code === "ECONNREFUSED") {
    throw new DriverAdapterError({ kind: "DatabaseNotReachable", host: error.address, port: error.port });
  }
  const original = { originalCode: error.code, originalMessage: error.message };
  if (error.code === "3D000") throw new DriverAdapterError({ ...original, kind: "DatabaseDoesNotExist", db: quoted() });
  if (error.code === "28P01")
    throw new DriverAdapterError({ ...original, kind: "AuthenticationFailed", user: quoted() });
  if (error.code === "42P01" && tables) {
    throw new DriverAdapterError({ ...original, kind: "TableDoesNotExist", table: quoted() });
  }
  if (typeof error.severity !== "string") throw error;
  const { severity, message, detail, column, hint } = error;
  throw new DriverAdapterError({
    ...original,
    kind: "postgres",
    code: error.code ?? "N/A",
    severity,
    message,
    detail,
    column,
    hint,
  });
}

class Connection {
  provider = "postgres";
  adapterName = "@prisma/adapter-pg";

  /** @param connect makes the client at the first query: a diff of two schema files needs no server, though the engine opens one. */
  constructor(connect, schema, onDispose) {
    this.connect = connect;
    this.schema = schema;
    this.onDispose = onDispose;
  }

  #client() {
    this.client ??= this.connect();
    return this.client;
  }

  async #query({ sql, args }) {
    const types = { getTypeParser: (oid) => columnTypes.get(oid)?.[1] ?? asText };
    const client = await this.#client();
    try {
      return await client.query({ text: sql, values: args, rowMode: "array", types });
    } catch (error) {
      return rethrow(error);
    }
  }

  async queryRaw(query) {
    const { fields, rows } = await this.#query(query);
    return {
      columnNames: fields.map((field) => field.name),
      columnTypes: fields.map((field) => columnTypes.get(field.dataTypeID)?.[0] ?? ColumnTypeEnum.Text),
      rows,
    };
  }

  async executeRaw(query) {
    return (await this.#query(query)).rowCount ?? 0;
  }

  /** The simple protocol takes the whole script at once. */
  async executeScript(script) {
    const client = await this.#client();
    try {
      await client.query(script);
    } catch (error) {
      rethrow(error, { tables: false });
    }
  }

  async startTransaction(isolation) {
    await this.executeScript(isolation ? `BEGIN ISOLATION LEVEL ${isolation}` : "BEGIN");
    const transaction = new Connection(() => this.#client(), this.schema);
    // The engine sends COMMIT and ROLLBACK itself.
    return Object.assign(transaction, {
      options: { usePhantomQuery: false },
      commit: async () => {},
      rollback: async () => {},
    });
  }

  getConnectionInfo() {
    return { schemaName: this.schema, supportsRelationJoins: true };
  }

  async dispose() {
    await (await this.client)?.end();
    await this.onDispose?.();
  }
}

/** The connection factory of the schema engine: one connection each, and a shadow database made and dropped on demand. */
export class MigrationAdapter {
  provider = "postgres";
  adapterName = "@prisma/adapter-pg";

  constructor(url, shadowUrl) {
    this.url = new URL(url);
    this.schema = this.url.searchParams.get("schema") ?? "public";
    this.shadowUrl = shadowUrl;
  }

  async #connect(url) {
    const address = new URL(url);
    for (const key of ["schema", "connection_limit", "pool_timeout", "pgbouncer"]) address.searchParams.delete(key);
    const client = new pg.Client({ connectionString: address.toString(), application_name: "limpid-migration" });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.query(`SET TIME ZONE 'UTC'; SET search_path = ${client.escapeIdentifier(this.schema)}`);
    } catch (error) {
      rethrow(error);
    }
    return client;
  }

  async connect() {
    return new Connection(() => this.#connect(this.url), this.schema);
  }

  async connectToShadowDb() {
    if (this.shadowUrl) {
      const client = await this.#connect(this.shadowUrl);
      await client.query("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public");
      return new Connection(async () => client, this.schema);
    }
    const name = `limpid_shadow_${crypto.randomUUID()}`;
    const admin = await this.#connect(this.url);
    try {
      await admin.query(`CREATE DATABASE "${name}" TEMPLATE template0`);
    } catch (error) {
      await admin.end();
      rethrow(error);
    }
    const address = new URL(this.url);
    address.pathname = `/${name}`;
    return new Connection(
      () => this.#connect(address),
      this.schema,
      async () => {
        await admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
        await admin.end();
      },
    );
  }
}
