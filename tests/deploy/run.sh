#!/usr/bin/env bash
# Proves the Dockerfile and docker-compose.yml on a real engine, step by step; minutes, so not part of `npm test`.
#   COMPOSE="docker-compose" tests/deploy/run.sh    with another compose than the one that is found
#   UPGRADE_FROM=v1.2 tests/deploy/run.sh           the commit that the upgrade starts at
#   STEPS=upgrade tests/deploy/run.sh               some of: platform, scan, upgrade, demo
# Says "skipped" and why, and ends well, where there is no engine. See docs/deploy.md.
cd "$(dirname "$0")/../.." || exit 1
shopt -s nullglob
shipped=(node_modules/node-*/bin/node)
exec "${shipped[0]:-node}" tests/deploy/run.ts
