#!/bin/sh
# clamd, with freshclam beside it. The first start waits for the signatures, without which clamd does not start: some
# hundred megabytes. When either ends, so does the container, and is started again.
set -eu
files=/etc/postroom
signatures=/var/lib/clamav

until ls "$signatures"/*.c?d >/dev/null 2>&1; do
  freshclam --config-file="$files/freshclam.conf" || sleep 60
done
freshclam --config-file="$files/freshclam.conf" --daemon &
updates=$!
clamd --config-file="$files/clamd.conf" &
scanner=$!
trap 'kill "$updates" "$scanner" 2>/dev/null' TERM INT
while kill -0 "$updates" 2>/dev/null && kill -0 "$scanner" 2>/dev/null; do
  sleep 5 &
  wait $! || break
done
kill "$updates" "$scanner" 2>/dev/null || true
wait
