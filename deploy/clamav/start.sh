#!/bin/sh
# Runs clamd and freshclam. clamd does not start without signatures, so freshclam is tried every minute until it has fetched
# some. When one of the two ends, the container ends, and is started again.
set -eu
files=/etc/postroom
signatures=/var/lib/clamav

trap 'exit 0' TERM INT # without a trap, process 1 ignores these signals
until ls "$signatures"/*.c?d >/dev/null 2>&1; do
  freshclam --config-file="$files/freshclam.conf" &
  wait $! && continue
  echo 'No signatures yet, so no clamd. The next try is in a minute.'
  sleep 60 &
  wait $!
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
