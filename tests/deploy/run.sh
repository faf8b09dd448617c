#!/usr/bin/env bash
# Tests the Dockerfile and docker-compose.yml with a real engine, step by step. Takes minutes, so it is not part of `npm test`.
#   COMPOSE="docker-compose" tests/deploy/run.sh    uses another compose than the one that is found
#   UPGRADE_FROM=v1.2 tests/deploy/run.sh           the commit from which the upgrade starts
#   STEPS=upgrade tests/deploy/run.sh               some of: platform, scan, upgrade, demo
# Prints "skipped" and the reason, and succeeds, where there is no engine. See docs/deploy.md.
cd "$(dirname "$0")/../.." || exit 1
shopt -s nullglob
shipped=(node_modules/node-*/bin/node)
exec "${shipped[0]:-node}" tests/deploy/run.ts
