/** Limits of a Node process's heap in MiB: the old generation, and half the young one. */
const heap = (old: number, semi: number) => [`--max-old-space-size=${old}`, `--max-semi-space-size=${semi}`];

/** Node's flags for each of the server's processes. */
export const HEAP_FLAGS = {
  api: heap(1024, 16),
  files: heap(256, 4),
  web: heap(768, 8),
  "agent-services": heap(256, 4),
} as const;
