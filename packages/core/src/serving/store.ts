import type { Prisma } from "@limpid/db";
import { z } from "zod";
import type { Context } from "../platform/context";
import { wireDate } from "../platform/dates";
import { type Container, type Instance, Reference, type Report } from "./schema";

/** A container as stored. */
export type ContainerRow = Prisma.ServingContainerModel;

/** Seconds without a report after which a container is gone, unless it said otherwise (wire-protocol §12). */
export const DEFAULT_TIMEOUT_SEC = 600;
/** What fits the column: 68 years. */
export const LONGEST_TIMEOUT_SEC = 2_147_483_647;

/** Puts a container in place of whatever was known under its id. @param timeout seconds between its reports at most */
export async function putContainer(ctx: Context, container: Container, timeout: number): Promise<void> {
  await writeRow(ctx, container.container_id, { ...newRow(ctx, container, timeout), ...reported({}) });
}

/** Notes what a container reports; one that has not registered, or is gone already, is there from now on. */
export async function noteReport(ctx: Context, container: Container, report: Report): Promise<void> {
  const { company } = ctx.identity;
  const id = container.container_id;
  const known = await ctx.db.servingContainer.findFirst({
    where: { company, id, expires_at: { gt: ctx.now() } },
    select: { register_time: true, register_timeout: true },
  });
  await writeRow(ctx, id, {
    ...newRow(ctx, container, known?.register_timeout ?? DEFAULT_TIMEOUT_SEC),
    ...(known ? { register_time: known.register_time } : {}),
    ...reported(report),
  });
}

type NewRow = Omit<Prisma.ServingContainerUncheckedCreateInput, "company" | "id">;

async function writeRow(ctx: Context, id: string, data: NewRow): Promise<void> {
  const { company } = ctx.identity;
  await ctx.db.servingContainer.upsert({
    where: { company_id: { company, id } },
    create: { company, id, ...data },
    update: data,
  });
}

function reported({ uptime_sec, requests_num, requests_min, latency_ms, machine_stats }: Report) {
  return {
    uptime_sec: uptime_sec ?? null,
    requests_num: requests_num ?? null,
    requests_min: requests_min ?? null,
    latency_ms: latency_ms ?? null,
    cpu_count: machine_stats?.cpu_usage?.length ?? 0,
    gpu_count: machine_stats?.gpu_usage?.length ?? 0,
  };
}

function newRow(ctx: Context, container: Container, timeout: number) {
  const now = ctx.now();
  const { container_id: _id, input_size, reference, endpoint_url, ...described } = container;
  return {
    ...described,
    user: ctx.identity.user,
    ip: ctx.caller.address,
    endpoint_url: endpoint_url || null,
    input_size: input_size == null ? null : String(input_size),
    tags: container.tags ?? [],
    system_tags: container.system_tags ?? [],
    reference: reference ?? [],
    register_time: now,
    register_timeout: timeout,
    last_activity_time: now,
    expires_at: new Date(now.getTime() + timeout * 1000),
  };
}

/** The company's live containers, by name of the endpoint. @param where which of them */
export function liveContainers(ctx: Context, where: Prisma.ServingContainerWhereInput): Promise<ContainerRow[]> {
  return ctx.db.servingContainer.findMany({
    where: { ...where, company: ctx.identity.company, expires_at: { gt: ctx.now() } },
    orderBy: [{ endpoint_name: "asc" }, { register_time: "asc" }, { id: "asc" }],
  });
}

/** What replies show of the model that a container serves. */
export function servedModelOf(row: ContainerRow) {
  return {
    endpoint: row.endpoint_name,
    model: row.model_name,
    url: row.endpoint_url,
    model_source: row.model_source,
    model_version: row.model_version,
    preprocess_artifact: row.preprocess_artifact,
    input_type: row.input_type,
    input_size: row.input_size,
  };
}

/** A container in the details of its endpoint. */
export function instanceOf(row: ContainerRow): z.output<typeof Instance> {
  return {
    id: row.id,
    uptime_sec: row.uptime_sec,
    requests: row.requests_num,
    requests_min: row.requests_min,
    latency_ms: row.latency_ms,
    last_update: wireDate(row.last_activity_time),
    reference: z.array(Reference).parse(row.reference),
    cpu_count: row.cpu_count,
    gpu_count: row.gpu_count,
  };
}

/** Containers added up (wire-protocol §12): requests are summed, rates and latency averaged, of times the longest and the newest count. */
export function summarize(rows: readonly ContainerRow[]) {
  const known = (pick: (row: ContainerRow) => number | null) => rows.map(pick).filter((value) => value !== null);
  const uptimes = known((row) => row.uptime_sec);
  const requests = known((row) => row.requests_num);
  return {
    uptime_sec: uptimes.length > 0 ? Math.max(...uptimes) : null,
    requests: requests.length > 0 ? sum(requests) : null,
    requests_min: mean(known((row) => row.requests_min)),
    latency_ms: mean(known((row) => row.latency_ms)),
    last_update: wireDate(new Date(Math.max(...rows.map((row) => row.last_activity_time.getTime())))),
  };
}

export function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

/** Null of nothing. */
export function mean(values: readonly number[]): number | null {
  return values.length > 0 ? sum(values) / values.length : null;
}
