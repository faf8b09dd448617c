#!/bin/sh
# The first argument chooses what runs in this container. Every program is started with exec, so that signals reach Node itself.
set -eu
cd /app
name=${1:-help}
[ $# -eq 0 ] || shift

case $name in
  migrate) exec node services/mailbox-store/migrate.ts ;;
  setup) exec node deploy/image/setup.ts ;;
  backup) exec node deploy/image/backup.ts ;;
  postroom) exec node cli/postroom.mjs "$@" ;;
  *[!a-z0-9-]*) ;;
  # The heap sizes are those of packages/launch/services.ts, which explains them.
  smtp-ingress | delivery-worker)
    exec node --max-semi-space-size=4 --initial-old-space-size=96 --no-memory-reducer "services/$name/main.ts"
    ;;
  *) if [ -f "services/$name/main.ts" ]; then exec node --max-semi-space-size=4 "services/$name/main.ts"; fi ;;
esac

cat >&2 <<END
Usage: docker run [options] IMAGE WHAT
  $(find services -maxdepth 2 -name main.ts | cut -d/ -f2 | sort | tr '\n' ' ')
           one of the services
  migrate  brings the database schema up to this release and ends
  setup    makes the secrets and the development certificate that are missing, and ends
  backup   saves the whole platform to /backups every night, or once with BACKUP_ONCE=yes
  postroom the command that looks after a platform; "postroom --help" says more
END
[ "$name" = help ] || exit 64
