import { BlockList, isIPv6 } from 'node:net';
import { type KubernetesObject, type Labels, ofKind, podsOf } from './objects.ts';

/** One end of a connection: a pod of our namespace, a pod of another one, or an address outside. */
export interface Party {
  readonly name: string;
  /** The labels of a pod. */
  readonly labels?: Labels;
  /** The labels of its namespace; undefined for ours. */
  readonly namespace?: Labels;
  readonly address: string;
  /** Ports of a pod by name. */
  readonly ports?: ReadonlyMap<string, number>;
}

interface Selector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string; except?: string[] };
}

interface Rule {
  from?: Peer[];
  to?: Peer[];
  ports?: { port: number | string; protocol?: string }[];
}

/** Returns the parties of an overlay's own workloads, including the pods of a CloudNativePG cluster. */
export function partiesOf(objects: readonly KubernetesObject[]): Party[] {
  const pods = podsOf(objects).map(({ labels, containers }, index) => ({
    name: labels['app.kubernetes.io/component'] ?? '',
    labels,
    address: `10.0.0.${index + 1}`,
    ports: new Map(
      containers.flatMap(({ ports }) => ports ?? []).map(({ name, containerPort }) => [name, containerPort]),
    ),
  }));
  const clusters = ofKind(objects, 'Cluster').map(({ metadata, spec }) => ({
    name: 'database',
    labels: { 'cnpg.io/cluster': metadata.name, ...spec.inheritedMetadata?.labels },
    address: '10.0.1.1',
    ports: new Map([['postgres', 5432]]),
  }));
  return [...pods, ...clusters];
}

/** Returns whether the namespace's policies let `from` open a connection to this port of `to`. */
export function isOpen(
  policies: readonly KubernetesObject[],
  from: Party,
  to: Party,
  port: number,
  protocol: 'TCP' | 'UDP' = 'TCP',
): boolean {
  const passes = (direction: 'Ingress' | 'Egress', own: Party, other: Party): boolean => {
    // Pods of other namespaces and addresses outside have no policies that we know.
    if (own.labels === undefined || own.namespace !== undefined) return true;
    const applying = policies.filter(
      ({ spec }) => spec.policyTypes.includes(direction) && selects(spec.podSelector, own.labels),
    );
    if (applying.length === 0) return true;
    return applying.some(({ spec }) => {
      const rules: Rule[] = (direction === 'Ingress' ? spec.ingress : spec.egress) ?? [];
      return rules.some(
        ({ from, to: target, ports }) => peersMatch(from ?? target, other) && portsMatch(ports, to, port, protocol),
      );
    });
  };
  return passes('Egress', from, to) && passes('Ingress', to, from);
}

function peersMatch(peers: readonly Peer[] | undefined, party: Party): boolean {
  // Without a list everybody is allowed.
  if (peers === undefined) return true;
  return peers.some(({ podSelector, namespaceSelector, ipBlock }) => {
    if (ipBlock)
      return within(party.address, ipBlock.cidr) && !ipBlock.except?.some((cidr) => within(party.address, cidr));
    if (party.labels === undefined) return false;
    if (namespaceSelector) {
      return selects(namespaceSelector, party.namespace ?? {}) && selects(podSelector ?? {}, party.labels);
    }
    return party.namespace === undefined && selects(podSelector ?? {}, party.labels);
  });
}

function portsMatch(ports: Rule['ports'], to: Party, port: number, protocol: string): boolean {
  if (ports === undefined) return true;
  return ports.some((one) => {
    const number = typeof one.port === 'string' ? to.ports?.get(one.port) : one.port;
    return number === port && (one.protocol ?? 'TCP') === protocol;
  });
}

function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels | undefined): boolean {
  return (
    Object.entries(matchLabels).every(([name, value]) => labels?.[name] === value) &&
    matchExpressions.every(({ key, operator, values }) => {
      if (operator !== 'In') throw new Error(`${operator} is not understood here`);
      return values?.includes(labels?.[key] ?? '');
    })
  );
}

function within(address: string, cidr: string): boolean {
  const [network = '', bits = ''] = cidr.split('/');
  if (isIPv6(address) !== isIPv6(network)) return false;
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(address, family);
}
