import { z } from "zod";

const text = z.string().nullish();
const texts = z.array(z.string()).nullish();
const number = z.number().nullish();
const numbers = z.array(z.number()).nullish();

/** What a container was made from, as clients look it up. */
export const Reference = z.object({
  type: z.enum(["app_id", "app_instance", "model", "task", "url"]),
  value: z.string(),
});

/** How a container describes itself, in registrations and in each report (wire-protocol §12, serving). */
export const containerFields = {
  container_id: z.string().min(1),
  endpoint_name: z.string(),
  /** Where it answers; none while it loads. */
  endpoint_url: text,
  model_name: z.string(),
  model_source: text,
  model_version: text,
  preprocess_artifact: text,
  input_type: text,
  input_size: z.union([z.string(), z.number()]).nullish(),
  tags: texts,
  system_tags: texts,
  reference: z.array(Reference).nullish(),
};
const Container = z.object(containerFields);
export type Container = z.output<typeof Container>;

/** The machine's state; lists have one number a processor or graphics card, memory is in MB, network in MB/s. */
export const MachineStats = z.object({
  cpu_usage: numbers,
  gpu_usage: numbers,
  gpu_memory_free: numbers,
  gpu_memory_used: numbers,
  memory_used: number,
  memory_free: number,
  network_tx: number,
  network_rx: number,
});
export type MachineStats = z.output<typeof MachineStats>;

/** What a container reports of its work. */
export const reportFields = {
  uptime_sec: number,
  /** Since it started. */
  requests_num: number,
  requests_min: number,
  latency_ms: number,
  machine_stats: MachineStats.nullish(),
};
const Report = z.object(reportFields);
export type Report = z.output<typeof Report>;

const nullableText = z.string().nullable();
const nullableNumber = z.number().nullable();

/** The model behind an endpoint, as replies show it. */
export const servedModel = {
  endpoint: z.string(),
  model: z.string(),
  url: nullableText,
  model_source: nullableText,
  model_version: nullableText,
  preprocess_artifact: nullableText,
  input_type: nullableText,
  input_size: nullableText,
  uptime_sec: nullableNumber,
  last_update: z.string(),
};

/** One container of an endpoint. */
export const Instance = z.object({
  id: z.string(),
  uptime_sec: nullableNumber,
  requests: nullableNumber,
  requests_min: nullableNumber,
  latency_ms: nullableNumber,
  last_update: z.string(),
  reference: z.array(Reference),
  cpu_count: z.number().int(),
  gpu_count: z.number().int(),
});

/** All containers of an endpoint added up; null where none has reported. */
export const EndpointRow = z.object({
  endpoint: z.string(),
  model: z.string(),
  url: z.string(),
  instances: z.number().int(),
  uptime_sec: nullableNumber,
  requests: nullableNumber,
  requests_min: nullableNumber,
  latency_ms: nullableNumber,
  last_update: z.string(),
});
