import fc from "fast-check";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type Running, startServer } from "./running";

let server: Running;
beforeAll(async () => {
  server = await startServer();
});
afterEach(() => expect(server.faults).toEqual([]));
afterAll(() => server.close());

const newTask = async () => {
  const { data } = await server.call("tasks.create", { name: "a task", type: "training" });
  return String(data.id);
};
const send = (name: string, body: Uint8Array<ArrayBuffer> | string) =>
  fetch(`${server.url}/${name}`, {
    method: "POST",
    headers: { authorization: server.root, "content-type": "application/json-lines" },
    body,
  }).then(async (answer) => ({
    status: answer.status,
    ...((await answer.json()) as { meta: { result_code: number }; data: { added: number; errors: number } }),
  }));
const scalar = (task: string, iter: number, metric = "m") =>
  `{"type":"training_stats_scalar","task":"${task}","iter":${iter},"timestamp":${1.7e12 + iter},"metric":"${metric}","variant":"v","value":${iter}}\n`;

it("a batch whose bytes were spoilt is added line by line or refused, and spoils nothing else", async () => {
  const task = await newTask();
  const lines = [
    scalar(task, 1),
    `{"type":"training_stats_vector","task":"${task}","iter":2,"metric":"ü\\ud83d\\ude00","variant":"v","values":[1,2.5e-3]}\n`,
    `{"type":"training_debug_image","task":"${task}","iter":3,"metric":"i","variant":"v","url":"https://files/a b.png"}\n`,
    `{"type":"plot","task":"${task}","iter":4,"metric":"p","variant":"v","plot_str":"{\\"layout\\":{\\"images\\":[{\\"source\\":\\"https://f/i.png\\"}]}}"}\n`,
    `{"type":"log","task":"${task}","timestamp":1700000000000,"level":"info","worker":"w","msg":"a line\\n"}\n`,
  ];
  const batch = Buffer.from(lines.join(""));
  const place = fc.nat(batch.length - 1);
  const piece = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom(
        "\0",
        "\\u0000",
        "\\ud800",
        "\n",
        "\r\n",
        '"',
        "{",
        "}",
        "[",
        "NaN",
        "-Infinity",
        "1e999",
        "null",
        "\\",
        ",",
      )
      .map((text) => Buffer.from(text)),
  );
  const mutation = fc.oneof(
    fc.tuple(place, piece).map(
      ([at, bytes]) =>
        (body: Buffer) =>
          Buffer.concat([body.subarray(0, at), bytes, body.subarray(at)]),
    ),
    fc.tuple(place, piece).map(
      ([at, bytes]) =>
        (body: Buffer) =>
          Buffer.concat([body.subarray(0, at), bytes, body.subarray(at + bytes.length)]),
    ),
    fc.tuple(place, fc.nat(30)).map(
      ([at, count]) =>
        (body: Buffer) =>
          Buffer.concat([body.subarray(0, at), body.subarray(at + count)]),
    ),
    fc.tuple(place, place).map(
      ([from, to]) =>
        (body: Buffer) =>
          Buffer.concat([body, body.subarray(from, to)]),
    ),
    place.map((at) => (body: Buffer) => body.subarray(0, at)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
      const body = Buffer.from(mutations.reduce<Buffer>((bytes, mutate) => mutate(bytes), batch));
      const { status, meta, data } = await send("events.add_batch", body);
      expect(meta.result_code).toBe(status);
      if (status === 200) expect(data.added + data.errors).toBe(body.toString().replace(/\n$/, "").split("\n").length);
      else expect(status).toBe(400);
    }),
    { numRuns: 300 },
  );
  const whole = await newTask();
  expect((await send("events.add_batch", batch.toString().replaceAll(task, whole))).data).toMatchObject({ added: 5 });
  const read = await server.call("events.get_task_events", { task: whole });
  expect(read.data).toMatchObject({ returned: 5, total: 5 });
}, 60_000);

it("bodies of 15 MB: a text, a plot, a batch of points; and no answer holds more than §15 says", async () => {
  const task = await newTask();
  const text = "configuration ünïcödé 😀\n".repeat(500_000);
  const edited = await server.call("tasks.edit_configuration", { task, configuration: [{ name: "c", value: text }] });
  expect(edited.status).toBe(200);
  const kept = await server.call("tasks.get_configurations", { tasks: [task] });
  expect(kept.data.configurations).toMatchObject([{ configuration: [{ name: "c", value: text }] }]);

  const plot_str = JSON.stringify({ data: [{ x: Array.from({ length: 1_900_000 }, (_, index) => index) }] });
  expect(plot_str.length).toBeGreaterThan(14_000_000);
  await server.call("events.add", { type: "plot", task, iter: 1, metric: "p", variant: "v", plot_str });
  const plots = await server.call("events.get_task_plots", { tasks: [task], task });
  expect((plots.data.plots as { plot_str: string }[])[0]?.plot_str).toBe(plot_str);

  const points = Array.from({ length: 200_500 }, (_, iter) => scalar(task, iter)).join("");
  expect(points.length).toBeGreaterThan(15_000_000);
  expect((await send("events.add_batch", points)).data).toMatchObject({ added: 200_500, errors: 0 });
  const raw = { task, metric: { metric: "m" }, batch_size: 1_000_000 };
  const first = await server.call("events.scalar_metrics_iter_raw", raw);
  expect(first.data.returned).toBe(200_000);
  const rest = await server.call("events.scalar_metrics_iter_raw", { ...raw, scroll_id: first.data.scroll_id });
  expect(rest.data.returned).toBe(500);
  const all = { task, event_type: "training_stats_scalar", batch_size: 1_000_000 };
  expect((await server.call("events.get_task_events", all)).data.returned).toBe(10_000);
  for (const samples of [0, 6001]) {
    const { status, meta } = await server.call("events.scalar_metrics_iter_histogram", { task, samples });
    expect([status, meta.result_subcode]).toEqual([400, 12]);
  }
  const { status, meta } = await server.call("events.multi_task_scalar_metrics_iter_histogram", {
    tasks: Array.from({ length: 101 }, () => task),
  });
  expect([status, meta.result_subcode]).toEqual([400, 12]);
}, 120_000);

it("a list is never longer than its bound, and a scroll goes on behind it (wire-protocol §15, §16.12)", async () => {
  const task = await server.app.db.task.findUniqueOrThrow({ where: { id: await newTask() } });
  const others = Array.from({ length: 10_050 }, (_, index) => ({
    id: String(index).padStart(32, "0"),
    name: "one of many",
    company: task.company,
    user: task.user,
    type: "training",
    status: "created",
    created: task.created,
  }));
  await server.app.db.task.createMany({ data: others });
  const ids = async (body: object) => {
    const request = { name: "^one of many$", only_fields: ["id"], order_by: ["id"], ...body };
    const { data } = await server.call("tasks.get_all_ex", request);
    return { ids: (data.tasks as { id: string }[]).map(({ id }) => id), scroll_id: data.scroll_id };
  };
  const all = others.map(({ id }) => id);
  expect((await ids({ page: 0, page_size: 100_000 })).ids).toEqual(all.slice(0, 500));
  expect((await ids({})).ids).toEqual(all.slice(0, 500));
  expect((await ids({ start: 20, size: 100_000 })).ids).toEqual(all.slice(20, 10_020));
  const first = await ids({ scroll_id: null, size: 100_000 });
  expect(first.ids).toEqual(all.slice(0, 10_000));
  const second = await ids({ scroll_id: first.scroll_id, size: 100_000 });
  expect(second.ids).toEqual(all.slice(10_000));
  const again = await ids({ scroll_id: first.scroll_id, size: 10, refresh_scroll: true });
  expect(again.ids).toEqual(all.slice(0, 10_000));
  expect((await ids({ scroll_id: first.scroll_id, size: 100 })).ids).toEqual(all.slice(10_000));
}, 60_000);

it("X-Forwarded-For counts from trusted proxies only, the nearest of those they name (wire-protocol §16.9)", async () => {
  const seen = async (trustedProxies: readonly string[]) => {
    const other = await startServer({ trustedProxies });
    const headers = { authorization: other.root, "x-forwarded-for": "6.6.6.6, 2.2.2.2" };
    await other.call("users.get_current_user", {}, headers);
    const { data } = await other.call("auth.get_credentials", {}, headers);
    await other.close();
    return (data.credentials as { last_used_from?: string }[])[0]?.last_used_from;
  };
  expect(await seen(["10.0.0.0/8"])).toBe("127.0.0.1");
  expect(await seen(["loopback"])).toBe("2.2.2.2");
}, 30_000);
