// Compares the diagram of docs/architecture.md, as a table, with what the NetworkPolicies open: nothing less, nothing more.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOpen, type Party, partiesOf } from './kubernetes/network.ts';
import { ofKind } from './kubernetes/objects.ts';
import { findKustomize, render } from './kubernetes/render.ts';

const kustomize = await findKustomize();
const options = 'skip' in kustomize ? { skip: kustomize.skip } : {};
const command = 'command' in kustomize ? kustomize.command : [];

const namespace = (name: string, labels = {}) => ({ 'kubernetes.io/metadata.name': name, ...labels });
const others: readonly Party[] = [
  { name: 'the world', address: '203.0.113.5' },
  { name: 'the world by IPv6', address: '2001:db8::5' },
  { name: 'a private network', address: '192.168.7.7' },
  { name: 'the cloud’s metadata', address: '169.254.169.254' },
  { name: 'a stranger in the namespace', labels: { app: 'stranger' }, address: '10.0.9.1' },
  { name: 'a neighbour', labels: {}, namespace: namespace('shop'), address: '10.0.9.2' },
  { name: 'DNS', labels: {}, namespace: namespace('kube-system'), address: '10.0.9.3' },
  { name: 'OpenShift’s DNS', labels: {}, namespace: namespace('openshift-dns'), address: '10.0.9.7' },
  { name: 'the node’s DNS', address: '169.254.20.10' },
  { name: 'ingress', labels: {}, namespace: namespace('ingress', { 'postroom-http': 'allowed' }), address: '10.0.9.4' },
  { name: 'web ingress', labels: {}, namespace: namespace('web', { 'postroom-web': 'allowed' }), address: '10.0.9.8' },
  {
    name: 'prometheus',
    labels: {},
    namespace: namespace('monitoring', { 'postroom-metrics': 'allowed', 'postroom-traces': 'allowed' }),
    address: '10.0.9.5',
  },
  { name: 'an MTA', labels: {}, namespace: namespace('mta', { 'postroom-lmtp': 'allowed' }), address: '10.0.9.9' },
  { name: 'cnpg', labels: {}, namespace: namespace('cnpg-system'), address: '10.0.9.6' },
];

const outside = others.map(({ name }) => name).filter((name) => name !== 'a stranger in the namespace');

/** Every port that some program listens on, and some that none should. */
const ports = [
  22, 24, 25, 80, 443, 465, 587, 2110, 2143, 2424, 2465, 2525, 2587, 2993, 2995, 3306, 5432, 6379, 6443, 8000, 8080,
  8081, 8443,
];
const more = [3310, 4318, 8404, 9090, 9187, 11333, 11334, 26379];

/** Mail clients may be anywhere, except in our own pods, whose policies let no connection out. */
const clients = outside;
const services = ['smtp-ingress', 'delivery-worker', 'mailbox-store', 'imap-access', 'pop3-access', 'web-access'];

function arrows(from: readonly string[], to: string, ...numbers: number[]): string[] {
  return from.flatMap((name) => numbers.map((port) => `${name} -> ${to} ${port}`));
}

const base = [
  ...arrows(clients, 'smtp-ingress', 2525, 2587, 2465),
  ...arrows(clients, 'imap-access', 2143, 2993),
  ...arrows(clients, 'pop3-access', 2110, 2995),
  ...arrows(['ingress'], 'mailbox-store', 8081),
  ...arrows(['web ingress'], 'web-access', 8080),
  ...services.flatMap((service) => arrows(['prometheus'], service, 9090)),
  ...arrows([...services, 'migrate'], 'database', 5432),
  ...arrows(services, 'redis', 6379),
  ...arrows(['delivery-worker'], 'the world', 25, 443),
  ...arrows(['delivery-worker'], 'the world by IPv6', 25, 443),
  ...arrows(['web-access', 'mailbox-store'], 'the world', 443),
  ...arrows(['web-access', 'mailbox-store'], 'the world by IPv6', 443),
];

/** Connections within a database cluster of an operator and within a Redis of several pods. */
const inProduction = [
  ...arrows(['cnpg'], 'database', 5432, 8000),
  ...arrows(['database'], 'database', 5432, 8000),
  ...arrows(['prometheus'], 'database', 9187),
  // The Kubernetes API and the bucket of the backups, whose addresses are not known here.
  ...outside.flatMap((name) => arrows(['database'], name, 443, 6443)),
  ...arrows(['prometheus'], 'redis', 8404),
  ...arrows(['redis', 'redis-node'], 'redis-node', 6379),
  ...arrows(['redis-node'], 'redis-node', 26379),
];

/** Additional connections that the components open. */
const byComponents = [
  ...outside.flatMap((name) => arrows(['delivery-worker'], name, 465, 587)),
  ...outside.flatMap((name) => arrows(services, name, 443)),
  ...arrows(services, 'prometheus', 4318),
  ...arrows(['smtp-ingress', 'web-access'], 'rspamd', 11333),
  ...arrows(['smtp-ingress', 'web-access'], 'clamav', 3310),
  ...arrows(['rspamd'], 'rspamd-redis', 6379),
  // Maps and signatures, whose addresses are not known here.
  ...outside.flatMap((name) => arrows(['rspamd', 'clamav'], name, 443)),
];

const expected: Readonly<Record<string, readonly string[]>> = {
  local: base,
  production: [...base, ...inProduction],
  'production behind another MTA': [...base, ...inProduction, ...arrows(['an MTA'], 'smtp-ingress', 2424)],
  'production with everything': [...base, ...inProduction, ...byComponents],
};

for (const [overlay, wanted] of Object.entries(expected)) {
  test(`${overlay}: only the connections drawn in the picture are allowed`, options, async () => {
    const objects = await render(command, overlay);
    const policies = ofKind(objects, 'NetworkPolicy');
    const own = partiesOf(objects);
    const parties = [...own, ...others];
    const open: string[] = [];
    for (const from of parties) {
      for (const to of parties) {
        if (!own.includes(from) && !own.includes(to)) continue;
        for (const port of [...ports, ...more]) {
          if (isOpen(policies, from, to, port)) open.push(`${from.name} -> ${to.name} ${port}`);
        }
      }
    }
    // Some arrows have two reasons.
    assert.deepEqual(open.sort(), [...new Set(wanted)].sort());
  });

  test(`${overlay}: every pod can reach the DNS servers, and nothing else on the DNS ports`, options, async () => {
    const objects = await render(command, overlay);
    const policies = ofKind(objects, 'NetworkPolicy');
    for (const from of partiesOf(objects)) {
      for (const port of [53, 5353]) {
        const asked = others.filter(
          (to) => isOpen(policies, from, to, port, 'UDP') && isOpen(policies, from, to, port),
        );
        assert.deepEqual(
          asked.map(({ name }) => name),
          ['the cloud’s metadata', 'DNS', 'OpenShift’s DNS', 'the node’s DNS'],
          from.name,
        );
      }
    }
  });
}
