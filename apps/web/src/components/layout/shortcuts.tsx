"use client";

import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";

const MAP: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    "Everywhere",
    [
      ["Ctrl K", "Search and commands"],
      ["/", "Search on this page"],
      ["Ctrl B", "Narrow or widen the rail"],
      ["?", "This map"],
      ["Esc", "Close what is open"],
    ],
  ],
  [
    "Tables",
    [
      ["j  k", "Next, previous row (also arrows)"],
      ["x", "Select the row; with Shift up to here"],
      ["Enter", "Open the row"],
      ["Ctrl Enter", "Open it in a new tab"],
      ["Home  End", "First, last row"],
    ],
  ],
  [
    "Runs",
    [
      ["e", "Enqueue"],
      ["c", "Compare the selected runs"],
      ["[  ]", "Previous, next run"],
    ],
  ],
  [
    "Charts",
    [
      ["Drag", "Zoom along x"],
      ["Double click", "Reset the zoom"],
      ["Alt click", "Only this series (in the legend)"],
    ],
  ],
];

/** The map of keys. */
export function Shortcuts({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard shortcuts" size="lg">
      <div className="grid gap-x-8 gap-y-4 pb-4 sm:grid-cols-2">
        {MAP.map(([title, keys]) => (
          <section key={title}>
            <h3 className="mb-1.5 text-xs font-medium text-faint">{title}</h3>
            <dl className="flex flex-col gap-1">
              {keys.map(([key, meaning]) => (
                <div key={key} className="flex items-center justify-between gap-4 text-sm">
                  <dt className="text-muted">{meaning}</dt>
                  <dd className="flex gap-1">
                    {key.split("  ").map((each) => (
                      <Kbd key={each}>{each}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
