import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

const root = fileURLToPath(new URL("../..", import.meta.url));

const config: NextConfig = {
  output: "standalone",
  outputFileTracingRoot: root,
  turbopack: { root, rules: { "*.css": { loaders: ["@tailwindcss/turbopack"], as: "*.css" } } },
  transpilePackages: ["@limpid/core", "@limpid/db", "@limpid/event-store", "@limpid/trpc", "geist"],
  serverExternalPackages: [
    "@elastic/elasticsearch",
    "pg",
    "bullmq",
    "ioredis",
    "pino",
    "@prisma/client",
    "@prisma/adapter-pg",
  ],
  poweredByHeader: false,
  // Our own server compresses nothing of the proxied streams; Next compresses its pages.
  compress: true,
  reactStrictMode: true,
  // Types are checked by `npm run typecheck`, once for the whole repository.
  typescript: { ignoreBuildErrors: true },
  // Pages are loaded when they are first asked for: an idle server stays small.
  experimental: { optimizePackageImports: ["lucide-react", "radix-ui"], preloadEntriesOnStart: false },
  images: { unoptimized: true },
};

export default config;
