#!/bin/sh
# node.sh valkey | node.sh sentinel: writes the configuration to /data and becomes the server. Nothing is remembered: the Sentinels
# of the other pods tell who the master is, and if none answers (at the first start) it is redis-node-0.
set -eu
umask 077
name() { echo "redis-node-$1.redis-node"; }
self=$HOSTNAME.redis-node
password=$(cat /run/secrets/redis/password)

master=
for number in 0 1 2; do
  master=$(timeout 2 valkey-cli --raw -h "$(name $number)" -p 26379 sentinel get-master-addr-by-name postroom 2>/dev/null |
    head -n 1 | grep '^redis-node-' || true)
  [ -z "$master" ] || break
done
[ -n "$master" ] || master=$(name 0)
echo "the master is $master"

case $1 in
valkey)
  cat >/data/valkey.conf <<CONF
port 6379
bind * -::*
dir /data
save ""
appendonly no
maxmemory 400mb
maxmemory-policy noeviction
requirepass $password
masterauth $password
replica-announce-ip $self
# A replica that lost its master answers with an error instead of with old data, such as a former holder of a lock.
replica-serve-stale-data no
CONF
  [ "$master" = "$self" ] || echo "replicaof $master 6379" >>/data/valkey.conf
  exec valkey-server /data/valkey.conf
  ;;
sentinel)
  # Sentinel does not start while the master's name has no address, for example because its pod does not exist yet.
  until timeout 2 valkey-cli -h "$master" ping >/dev/null 2>&1; do sleep 1; done
  cat >/data/sentinel.conf <<CONF
port 26379
bind * -::*
protected-mode no
dir /data
# Each pod name keeps its id. With a new id, a restarted pod would be counted in addition to the old one, and the majority
# that a choice needs would grow with every restart.
sentinel myid $(printf %s "$self" | sha1sum | cut -c 1-40)
sentinel resolve-hostnames yes
sentinel announce-hostnames yes
sentinel announce-ip $self
sentinel monitor postroom $master 6379 2
sentinel auth-pass postroom $password
sentinel down-after-milliseconds postroom 5000
sentinel failover-timeout postroom 15000
sentinel parallel-syncs postroom 2
CONF
  exec valkey-server /data/sentinel.conf --sentinel
  ;;
esac
