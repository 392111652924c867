import type { Transaction } from "@limpid/db";

/** The id that this installation was given at its first start; "" before that. */
export async function findServerUuid(db: Transaction): Promise<string> {
  const row = await db.setting.findUnique({ where: { key: "server.uuid" } });
  return typeof row?.value === "string" ? row.value : "";
}
