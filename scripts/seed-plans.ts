// Which runs seed.ts makes.
import { randomness } from "./seed-content";

export interface Plan {
  readonly project: string;
  readonly name: string;
  readonly type: string;
  readonly state: "created" | "queued" | "running" | "aborted" | "completed" | "failed" | "published" | "archived";
  readonly args: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly skill: number;
}

/** The runs: a sweep over architectures, learning rates and seeds, and what else a team tries. */
export function plans(): Plan[] {
  const random = randomness(1);
  const states = ["completed", "completed", "failed", "completed", "aborted", "completed", "published"] as const;
  const planned: Plan[] = [];
  for (const arch of ["resnet50", "vit-small", "convnext-tiny"])
    for (const lr of ["0.003", "0.001", "0.0003"])
      for (const seedValue of ["0", "1", "2"]) {
        const skill = { resnet50: 0.78, "vit-small": 0.84, "convnext-tiny": 0.88 }[arch] ?? 0.8;
        planned.push({
          project: "vision/classification",
          name: `${arch} lr ${lr} seed ${seedValue}`,
          type: "training",
          state: states[planned.length % states.length] ?? "completed",
          args: {
            arch,
            lr,
            seed: seedValue,
            batch_size: String(64 * (1 + (planned.length % 3))),
            epochs: "90",
            optimizer: lr === "0.003" ? "sgd" : "adamw",
            weight_decay: "0.05",
          },
          tags: [arch === "convnext-tiny" ? "candidate" : "baseline", ...(seedValue === "0" ? ["sweep-1"] : [])],
          skill: Math.min(0.97, skill + (lr === "0.001" ? 0.05 : -0.03) + random() * 0.02),
        });
      }
  const others: readonly (readonly [string, string, string, Plan["state"]])[] = [
    ["vision/detection", "yolo baseline", "training", "completed"],
    ["vision/detection", "yolo with mosaic", "training", "published"],
    ["vision/detection", "detr 300 epochs", "training", "aborted"],
    ["vision/detection", "prepare road data", "data_processing", "completed"],
    ["vision/detection", "evaluate yolo", "testing", "completed"],
    ["language/translation", "t5-small en-de", "training", "completed"],
    ["language/translation", "t5-base en-de", "training", "failed"],
    ["language/translation", "marian en-fr", "training", "completed"],
    ["language/translation", "score WMT", "testing", "completed"],
    ["language/translation", "tune lr", "optimizer", "completed"],
    ["vision/classification", "old trial without augmentation", "training", "archived"],
    ["vision/classification", "crashed at start", "training", "archived"],
    ["vision/classification", "draft: label smoothing", "training", "created"],
    ["vision/detection", "draft: anchor free", "training", "created"],
    ["vision/classification", "resnet50 on cpu", "training", "queued"],
    ["vision/classification", "vit-small long schedule", "training", "queued"],
    ["vision/detection", "detr 500 epochs", "training", "queued"],
    ["language/translation", "nllb distilled", "training", "queued"],
    ["vision/classification", "convnext-tiny 300 epochs", "training", "running"],
    ["vision/classification", "vit-small mixup", "training", "running"],
    ["language/translation", "t5-base en-fr", "training", "running"],
  ];
  for (const [at, [project, name, type, state]] of others.entries())
    planned.push({
      project,
      name,
      type,
      state,
      args: { lr: at % 2 ? "0.0005" : "0.0001", epochs: String(30 + at), batch_size: "32", optimizer: "adamw" },
      tags: at % 3 === 0 ? ["review"] : [],
      skill: 0.6 + random() * 0.3,
    });
  const middle = Array.from({ length: 12 }, (_, at): Plan => {
    const dropout = (at / 20).toFixed(2);
    return {
      project: "language/translation",
      name: `dropout ${dropout}`,
      type: "training",
      state: at % 5 === 4 ? "failed" : "completed",
      args: { dropout, lr: "0.0002", epochs: "20", batch_size: "128", optimizer: "adafactor" },
      tags: ["dropout-study"],
      skill: 0.7 + 0.2 * Math.exp(-(((at - 4) / 4) ** 2)),
    };
  });
  return [...planned.slice(0, 27), ...middle, ...planned.slice(27)];
}
