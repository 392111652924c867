import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

const root = fileURLToPath(new URL("../..", import.meta.url));

const config: NextConfig = {
  output: "standalone",
  outputFileTracingRoot: root,
  turbopack: { root, rules: { "*.css": { loaders: ["@tailwindcss/turbopack"], as: "*.css" } } },
  transpilePackages: ["@limpid/core", "@limpid/db", "@limpid/event-store", "@limpid/trpc", "geist"],
  serverExternalPackages: ["pg", "bullmq", "ioredis", "pino", "@prisma/client", "@prisma/adapter-pg"],
  poweredByHeader: false,
  // Our own server compresses nothing of the proxied streams; Next compresses its pages.
  compress: true,
  reactStrictMode: true,
  // Types are checked by `npm run typecheck`, once for the whole repository.
  typescript: { ignoreBuildErrors: true },
  // A build of one release must not serve the chunks of another one out of a browser's cache.
  experimental: { optimizePackageImports: ["lucide-react", "radix-ui"] },
};

export default config;
