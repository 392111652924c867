import { api, expect, server } from "./fixtures";
import { NO_SDK, python, test } from "./sdk";

test.skip(!python, NO_SDK);

let run = "";
const at = (tab: string, query = "") => `/projects/*/tasks/${run}/${tab}${query}`;

test.beforeAll(({ everything }) => {
  run = everything;
});

test("overview: how it ended, main metrics, last output, who and where", async ({ member }) => {
  await member.goto(at("overview"));
  await expect(member).toHaveTitle("resnet baseline · Limpid");
  const head = member.locator("header").filter({ hasText: "resnet baseline" });
  await expect(head.getByText("Completed")).toBeVisible();
  await expect(head.getByText("Iteration 479")).toBeVisible();
  const metrics = member.getByRole("region", { name: "Metrics" });
  await expect(metrics.getByRole("link", { name: /^accuracy \/ validation 0\.904/ })).toBeVisible();
  await expect(metrics.getByRole("img", { name: "Course of loss / validation" })).toBeVisible();
  await expect(member.getByText("25,557,032")).toBeVisible();
  await expect(member.getByRole("region", { name: "Last output" }).getByText("needle in the haystack")).toBeVisible();
  await expect(member.getByRole("heading", { name: "First baseline" })).toBeVisible();
  await expect(member.getByRole("complementary").getByRole("link", { name: "e2e/run page" })).toBeVisible();
});

test("scalars: charts, search, smoothing and zoom in the address, the spike of one point", async ({ member }) => {
  await member.goto(at("scalars"));
  await expect(member.getByRole("figure", { name: "Chart of loss, 2 series" })).toBeVisible();
  await expect(member.getByRole("region", { name: "Summary" }).getByText("0.9137")).toBeVisible();
  await expect(member.getByText("GPU utilization")).toHaveCount(0);
  await member.getByRole("slider", { name: "Smoothing" }).fill("0.7");
  await expect(member).toHaveURL(/smooth=0\.7/);
  await member.getByRole("button", { name: "Relative" }).click();
  await expect(member).toHaveURL(/x=relative/);
  await member.getByRole("button", { name: "Iteration", exact: true }).click();
  await member.getByRole("searchbox", { name: "Search metrics" }).fill("loss");
  await expect(member.getByRole("figure")).toHaveCount(1);

  const plot = member.getByRole("figure", { name: "Chart of loss" }).locator("canvas");
  await expect(plot).toBeVisible();
  const box = await plot.boundingBox();
  if (!box) throw new Error("the chart has no place");
  await member.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2);
  await member.mouse.down();
  await member.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2, { steps: 5 });
  await member.mouse.up();
  await expect(member).toHaveURL(/zoom=/);
  const address = member.url();
  await member.goto(address);
  await expect(member.getByRole("button", { name: /^\d+(\.\d+)? – \d+/ })).toBeVisible();
  await expect(member.getByRole("slider", { name: "Smoothing" })).toHaveValue("0.7");

  await member.getByRole("button", { name: "Open loss large" }).click();
  const dialog = member.getByRole("dialog", { name: "loss" });
  // The outlier of step 200 stays in the numbers however the curve is thinned.
  await expect(
    dialog.getByRole("row", { name: /^train/ }).getByRole("cell", { name: "40", exact: true }),
  ).toBeVisible();
});

test("scalars: settings are kept for the next run, hidden metrics have no chart", async ({ member }) => {
  await member.goto(at("scalars"));
  await member.getByRole("button", { name: "Chart settings" }).click();
  await member.getByRole("switch", { name: "Ignore outliers" }).click();
  await member.keyboard.press("Escape");
  await expect(member).toHaveURL(/clip=true/);
  await member.goto(at("scalars"));
  await expect(member).toHaveURL(/clip=true/);
  await member.getByRole("button", { name: /^5 metrics$/ }).click();
  await member.getByRole("checkbox", { name: "lr" }).click();
  await member.keyboard.press("Escape");
  await expect(member).toHaveURL(/hide=lr/);
  await expect(member.getByRole("figure", { name: "Chart of lr" })).toHaveCount(0);
  await expect(member.getByRole("figure", { name: "Chart of accuracy" })).toBeVisible();
});

test("plots: figures, tables that can be read, pictures, and the history of one", async ({ member }) => {
  await member.goto(at("plots"));
  await expect(
    member.getByRole("figure", { name: "Plot confusion / validation" }).locator(".main-svg").first(),
  ).toBeVisible();
  await member.getByRole("searchbox", { name: "Search plots" }).fill("class");
  await expect(
    member.getByRole("region", { name: "per class / validation" }).getByRole("cell", { name: "owl" }),
  ).toBeVisible();
  await member.getByRole("searchbox", { name: "Search plots" }).fill("curves");
  const picture = member.getByRole("img", { name: "curves / ROC" });
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100);
  await member.getByRole("searchbox", { name: "Search plots" }).fill("confusion");
  await member.getByRole("button", { name: "Open confusion / validation large" }).click();
  const dialog = member.getByRole("dialog", { name: "confusion / validation" });
  await expect(dialog.getByText("iteration 39")).toBeVisible();
  await member.keyboard.press("ArrowLeft");
  await expect(dialog.getByText("iteration 20")).toBeVisible();
  await dialog.getByRole("button", { name: "Earlier iteration" }).click();
  await expect(dialog.getByText("iteration 0")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Earlier iteration" })).toBeDisabled();
  await dialog.getByRole("button", { name: "Newest iteration" }).click();
  await expect(dialog.getByText("iteration 39")).toBeVisible();
});

test("media: samples by iteration, the viewer by keyboard", async ({ member }) => {
  await member.goto(at("media"));
  const newest = member.getByRole("region", { name: "Iteration 18" });
  const image = newest.getByRole("img", { name: "validation / prediction" });
  await expect.poll(() => image.evaluate((each: HTMLImageElement) => each.naturalWidth)).toBe(160);
  await newest.getByRole("button", { name: "Open validation / prediction" }).click();
  const viewer = member.getByRole("dialog", { name: "validation / prediction" });
  await expect(viewer.getByText("iteration 18")).toBeVisible();
  await member.keyboard.press("ArrowLeft");
  await expect(viewer.getByText("iteration 16")).toBeVisible();
  await member.keyboard.press("ArrowRight");
  await expect(viewer.getByText("iteration 18")).toBeVisible();
  await member.keyboard.press("ArrowUp");
  const other = member.getByRole("dialog", { name: "validation / input" });
  await expect(other.getByText("iteration 18")).toBeVisible();
  await other.getByRole("button", { name: "Zoom in" }).click();
  await expect(other.getByRole("button", { name: "600%" })).toBeVisible();
  await member.keyboard.press("Escape");
  await expect(other).toHaveCount(0);
  await expect(member.locator("audio")).toHaveCount(1);
});

test("console: colours, folded progress, search with a count, links to lines, download", async ({ member }) => {
  await member.goto(at("console"));
  const output = member.getByRole("region", { name: "Console output" });
  await expect(output.getByText("needle in the haystack")).toBeVisible();
  await expect(output.getByText(/^validate: 100%/)).toHaveCount(1);
  await expect(output.getByText("acc 0.992")).toHaveCSS("color", "rgb(21, 112, 74)");
  await member.getByRole("searchbox", { name: "Search the output" }).fill("needle");
  await expect(member.getByRole("status").filter({ hasText: "1 of 1" })).toBeVisible();
  await expect(output.locator("mark")).toHaveText("needle");
  await member.getByRole("searchbox", { name: "Search the output" }).fill("epoch +[0-3] ");
  await member.getByRole("button", { name: "Regular expression" }).click();
  await expect(member.getByRole("status").filter({ hasText: "1 of 4" })).toBeVisible();
  await member.getByRole("searchbox", { name: "Search the output" }).press("Enter");
  await expect(member.getByRole("status").filter({ hasText: "2 of 4" })).toBeVisible();
  await member.getByRole("button", { name: "Only matching lines" }).click();
  await expect(output.locator("mark")).toHaveCount(4);
  await member.getByRole("searchbox", { name: "Search the output" }).fill("(");
  await expect(member.getByRole("status").filter({ hasText: /unterminated|nothing to repeat|invalid/i })).toBeVisible();

  await member.goto(at("console", "?line=6"));
  await expect(output.getByText("resnet50")).toBeVisible();
  const answer = await member.request.get(
    await member.getByRole("link", { name: "Download the whole log" }).evaluate((link: HTMLAnchorElement) => link.href),
  );
  expect(await answer.text()).toContain("needle in the haystack");
});

test("configuration: sections, search, objects; a finished run's cannot be edited, its user properties can", async ({
  member,
}) => {
  await member.goto(at("configuration"));
  const section = (name: string) => member.getByRole("region", { name, exact: true });
  await expect(section("Args").getByText("batch_size")).toBeVisible();
  await expect(section("Args").getByRole("button", { name: /^Edit/ })).toHaveCount(0);
  await member.getByRole("searchbox", { name: "Search parameters" }).fill("relu");
  await expect(section("Model").getByText("activation")).toBeVisible();
  await expect(section("Args")).toHaveCount(0);
  await member.getByRole("searchbox", { name: "Search parameters" }).fill("");
  await member.getByRole("button", { name: "Edit User properties" }).click();
  await member.getByRole("textbox", { name: "Value of reviewed" }).fill("by Ada");
  await member.keyboard.press("Control+Enter");
  await expect(section("User properties").getByText("by Ada")).toBeVisible();
  await member.getByRole("button", { name: "Schedule" }).click();
  await expect(member.getByRole("textbox", { name: "Schedule" })).toContainText("momentum: 0.9");
});

test("artifacts: a look into tables, text, pictures and pages, and the download", async ({ member }) => {
  await member.goto(at("artifacts", "?a=predictions"));
  await expect(member.getByText("300 rows · 4 columns")).toBeVisible();
  await expect(
    member.getByRole("region", { name: "predictions.csv.gz" }).getByRole("cell", { name: "dog" }).first(),
  ).toBeVisible();
  await member.getByRole("button", { name: /^settings/ }).click();
  await expect(member.getByRole("textbox", { name: "settings.json" })).toContainText('"threshold": 0.5');
  await member.getByRole("button", { name: /^sample/ }).click();
  const image = member.getByRole("img", { name: /sample\.(png|jpe?g)/ });
  await expect.poll(() => image.evaluate((each: HTMLImageElement) => each.naturalWidth)).toBe(160);
  await member.getByRole("button", { name: /^weights bin/ }).click();
  // What cannot be shown has the words that the SDK recorded.
  await expect(member.getByRole("article", { name: "weights bin" }).getByText("weights.bin - ")).toBeVisible();
  const href = await member.getByRole("link", { name: "Download" }).evaluate((link: HTMLAnchorElement) => link.href);
  const answer = await member.request.get(href);
  expect((await answer.body()).length).toBe(5_000);
  expect(answer.headers()["content-disposition"]).toMatch(/^attachment/);
  await member.getByRole("button", { name: /^resnet50/ }).click();
  await expect(member.getByRole("article", { name: "resnet50" }).getByText("PyTorch")).toBeVisible();
});

test("code: repository, commit, the diff in colour, packages", async ({ member }) => {
  await member.goto(at("code"));
  const source = member.getByRole("region", { name: "Source" });
  await expect(source.getByRole("link", { name: "https://github.com/acme/vision.git" })).toHaveAttribute(
    "href",
    "https://github.com/acme/vision",
  );
  await expect(source.getByText("train.py")).toBeVisible();
  const changes = member.getByRole("region", { name: "Changes of train.py" });
  await expect(changes.getByText("+1", { exact: true })).toBeVisible();
  await expect(changes.getByText("# a note at the end")).toBeVisible();
  await expect(member.getByRole("textbox", { name: "Packages" })).toContainText("clearml");
});

test("system: the machine's readings, apart from the run's own", async ({ member }) => {
  await member.goto(at("system"));
  await expect(member.getByRole("figure", { name: "Chart of GPU utilization (%), 2 series" })).toBeVisible();
  await expect(member.getByRole("figure", { name: "Chart of CPU (%), 1 series" })).toBeVisible();
  await expect(member.getByRole("figure", { name: "Chart of loss" })).toHaveCount(0);
});

test("notes are written in markdown", async ({ member }) => {
  await member.goto(at("notes"));
  await member.getByRole("button", { name: "Edit" }).click();
  const field = member.getByRole("textbox", { name: "Notes in markdown" });
  await field.fill("# Second thoughts\n\n<img src=x onerror=window.pwned=1> **better**");
  await member.getByRole("button", { name: "Save" }).click();
  await expect(member.getByRole("heading", { name: "Second thoughts" })).toBeVisible();
  expect(await member.evaluate(() => "pwned" in window)).toBe(false);
});

test("what people stored runs nowhere near our origin", async ({ member }) => {
  const dialogs: string[] = [];
  member.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  for (const path of [at("artifacts", "?a=evil+html"), at("artifacts", "?a=evil+svg"), at("media")]) {
    await member.goto(path);
    await member.waitForLoadState("networkidle");
    expect(await member.evaluate(() => "pwned" in window), path).toBe(false);
  }
  await member.goto(at("artifacts", "?a=evil+html"));
  const frame = member.frameLocator("iframe");
  // Its scripts do run, but in an origin of their own: they cannot reach the page.
  await expect(frame.getByText("inside the frame")).toBeVisible();
  await expect(frame.locator("body")).toHaveAttribute("data-kept", "out");
  // Opened by itself it is sandboxed by the file server.
  const href = await member.locator("iframe").getAttribute("src");
  const answer = await member.request.get(`${server.url}${href}`);
  expect(answer.headers()["content-security-policy"]).toMatch(/^sandbox/);
  expect(dialogs).toEqual([]);
});

test("the addresses that the SDK prints lead to the tabs", async ({ member }) => {
  const { tasks } = await api<{ tasks: { project: string }[] }>("tasks.get_all", {
    id: [run],
    only_fields: ["project"],
  });
  const project = tasks[0]?.project;
  for (const [path, tab] of [
    [`/projects/${project}/tasks/${run}/output/log`, "console"],
    [`/projects/${project}/experiments/${run}/output/log`, "console"],
    [`/projects/*/experiments/${run}/info-output/metrics/scalar`, "scalars"],
    [`/projects/${project}/experiments/${run}/artifacts/other/predictions/output`, "artifacts"],
    [`/projects/${project}/experiments/${run}/hyper-params/hyper-param/Args`, "configuration"],
    [`/projects/${project}/tasks/${run}`, "overview"],
  ] as const) {
    await member.goto(path);
    await expect(member).toHaveURL(new RegExp(`/tasks/${run}/${tab}`));
    await expect(member.getByRole("heading", { name: "resnet baseline" })).toBeVisible();
  }
});
