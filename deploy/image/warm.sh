#!/bin/sh
# Fills Node's compile cache while the image is built: starts every program, so that all its modules are loaded and compiled.
# A service without configuration loads everything, reports what is missing and exits with 78 (EX_CONFIG).
set -eu
cd /app
for main in services/*/main.ts; do
  name=$(basename "$(dirname "$main")")
  code=0
  said=$(deploy/image/entrypoint.sh "$name" 2>&1) || code=$?
  if [ "$code" != 78 ]; then
    echo "$name ended with $code instead of 78: $said" >&2
    exit 1
  fi
done
deploy/image/entrypoint.sh postroom --help >/dev/null
HEALTH_PORT='' node deploy/image/healthy.mjs
