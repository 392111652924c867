// What the runs of seed.ts have in them: curves, logs, plots, pictures. All from seeded randomness, so that every seed is the same.
import { deflateSync } from "node:zlib";

/** mulberry32: numbers from 0 to 1, the same for the same seed. */
export function randomness(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Loss and accuracy as a training shows them: falling and rising towards a floor that depends on the parameters. */
export function trainingCurves(
  random: () => number,
  options: { steps: number; skill: number; speed: number; bad?: boolean },
) {
  const { steps, skill, speed } = options;
  return Array.from({ length: steps }, (_, step) => {
    const done = 1 - Math.exp((-speed * step) / 30);
    const noise = () => (random() - 0.5) * 0.05;
    const floor = 0.15 + (1 - skill) * 0.9;
    const loss = floor + (2.3 - floor) * (1 - done) + noise() * 2;
    const over = Math.max(0, step / 100 - 0.6) * 0.15;
    // A run whose learning rate is too high blows up half way.
    const blown = options.bad && step > steps / 2 ? (step - steps / 2) ** 1.6 / 8 : 0;
    return {
      iter: step,
      "loss/train": loss + blown,
      "loss/validation": loss + 0.08 + over + noise() + blown,
      "accuracy/top1": Math.max(0, Math.min(1, skill * done + noise() * 0.4 - blown / 20)),
      "accuracy/top5": Math.max(0, Math.min(1, skill * 0.5 + 0.5 * done + noise() * 0.2 - blown / 20)),
      "learning rate/lr": 0.5 * (1 + Math.cos((Math.PI * step) / Math.max(1, steps))) * speed * 1e-3,
    };
  });
}

const ESC = "\u001b";

/** The lines of a training's log, colours and a progress bar included. */
export function consoleLines(name: string, steps: number, end: "ok" | "failed" | "running"): string[] {
  const lines = [
    `${ESC}[36m[limpid]${ESC}[0m starting ${name}`,
    "Using device: cuda:0 (NVIDIA A100-SXM4-80GB)",
    `${ESC}[33mUserWarning${ESC}[0m: dataloader has 4 workers, 16 cores are available`,
  ];
  for (let epoch = 0; epoch < Math.ceil(steps / 20); epoch++) {
    const bar = Array.from({ length: 5 }, (_, at) => `epoch ${epoch}: ${"█".repeat(at * 4)} ${at * 25}%`).join("\r");
    lines.push(
      bar,
      `${ESC}[32mINFO${ESC}[0m epoch=${epoch} loss=${(2.3 * 0.7 ** epoch).toFixed(4)} time=${41 + (epoch % 7)}.2s`,
    );
  }
  if (end === "ok") lines.push(`${ESC}[1mdone${ESC}[0m, best checkpoint saved to output/best.pt`);
  if (end === "failed")
    lines.push(
      `Traceback (most recent call last):\n  File "train.py", line 214, in <module>\n    main()\n  File "train.py", line 187, in main\n    loss.backward()\n${ESC}[31mtorch.OutOfMemoryError: CUDA out of memory. Tried to allocate 1.95 GiB (GPU 0; 79.15 GiB total capacity)${ESC}[0m`,
    );
  return lines;
}

const CLASSES = ["airplane", "bird", "car", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

/** Plotly figures as the SDK reports them: a matrix, curves, a table. */
export function plots(random: () => number, skill: number): readonly (readonly [string, string, object])[] {
  const matrix = CLASSES.map((_, row) =>
    CLASSES.map((__, column) => Math.round((row === column ? 90 * skill : 12 * (1 - skill)) + random() * 6)),
  );
  const recall = Array.from({ length: 40 }, (_, at) => at / 39);
  return [
    [
      "Confusion matrix",
      "validation",
      {
        data: [{ type: "heatmap", x: CLASSES, y: CLASSES, z: matrix, colorscale: "Blues" }],
        layout: { title: "Confusion matrix", xaxis: { title: "predicted" }, yaxis: { title: "true" } },
      },
    ],
    [
      "Precision and recall",
      "validation",
      {
        data: CLASSES.slice(0, 4).map((name, index) => ({
          type: "scatter",
          mode: "lines",
          name,
          x: recall,
          y: recall.map((x) => Math.max(0, 1 - x ** (2 + skill * 4 + index * 0.4))),
        })),
        layout: { title: "Precision and recall", xaxis: { title: "recall" }, yaxis: { title: "precision" } },
      },
    ],
    [
      "Classes",
      "scores",
      {
        data: [
          {
            type: "table",
            header: { values: ["class", "precision", "recall", "support"] },
            cells: {
              values: [
                CLASSES,
                CLASSES.map(() => (skill - random() * 0.1).toFixed(3)),
                CLASSES.map(() => (skill - random() * 0.15).toFixed(3)),
                CLASSES.map(() => String(Math.round(400 + random() * 200))),
              ],
            },
          },
        ],
        layout: { title: "Classes" },
      },
    ],
  ];
}

/** A picture (PNG, 8-bit RGB) of soft blobs. */
export function picture(random: () => number, size = 96): Buffer {
  const blobs = Array.from({ length: 5 }, () => ({
    x: random() * size,
    y: random() * size,
    r: (0.15 + random() * 0.25) * size,
    color: [random() * 255, random() * 255, random() * 255] as const,
  }));
  const rows = Buffer.alloc(size * (size * 3 + 1));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const pixel = [24, 32, 40];
      for (const blob of blobs) {
        const near = Math.max(0, 1 - Math.hypot(x - blob.x, y - blob.y) / blob.r);
        for (const [channel, value] of blob.color.entries()) pixel[channel] = (pixel[channel] ?? 0) + near * value;
      }
      for (let channel = 0; channel < 3; channel++)
        rows[y * (size * 3 + 1) + 1 + x * 3 + channel] = Math.min(255, pixel[channel] ?? 0);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

function crc32(data: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

export const DIFF = `diff --git a/train.py b/train.py
index 83db48f..bf269f4 100644
--- a/train.py
+++ b/train.py
@@ -40,5 +40,7 @@ def build_optimizer(model, args):
     groups = split_decay(model)
-    return torch.optim.SGD(groups, lr=args.lr, momentum=0.9)
+    if args.optimizer == "adamw":
+        return torch.optim.AdamW(groups, lr=args.lr, weight_decay=args.weight_decay)
+    return torch.optim.SGD(groups, lr=args.lr, momentum=0.9)
 
 def main():
     args = parse()
diff --git a/data/augment.py b/data/augment.py
index 12ab34c..9f00d1e 100644
--- a/data/augment.py
+++ b/data/augment.py
@@ -8,3 +8,4 @@ TRANSFORMS = [
     RandomCrop(224),
     Flip(),
+    ColorJitter(0.4),
 ]
`;

export const REQUIREMENTS =
  "clearml==2.1.7\nnumpy==2.3.4\npillow==12.0.0\ntimm==1.0.22\ntorch==2.9.1\ntorchvision==0.24.1\n";
