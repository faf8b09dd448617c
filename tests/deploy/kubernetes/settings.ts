import { glob } from 'node:fs/promises';
import { databaseConfig, serviceConfig } from '@postroom/service';
import type { TProperties } from 'typebox';
import { variables as cliVariables } from '../../../cli/settings.ts';
import type { Container, KubernetesObject, Pod } from './objects.ts';

const root = new URL('../../../', import.meta.url);

/** Returns the settings of each program that the image can run: the services by their names, and `migrate`. */
export async function declaredSettings(): Promise<ReadonlyMap<string, TProperties>> {
  const found = new Map<string, TProperties>([['migrate', { DATABASE_URL: databaseConfig.DATABASE_URL }]]);
  for await (const path of glob('services/*/config.ts', { cwd: root.pathname })) {
    const exported: unknown[] = Object.values(await import(new URL(path, root).href));
    const own = exported.find(isDeclaration);
    if (own === undefined) throw new Error(`${path} exports no configuration`);
    found.set(path.split('/')[1] ?? path, { ...serviceConfig, ...own });
  }
  return found;
}

function isDeclaration(value: unknown): value is TProperties {
  if (typeof value !== 'object' || value === null) return false;
  const entries = Object.entries(value);
  return (
    entries.length > 0 && entries.every(([name, schema]) => /^[A-Z0-9_]+$/.test(name) && typeof schema === 'object')
  );
}

/**
 * Returns whether a variable is no setting of a service: Node, the PostgreSQL client, the programs for `setup` and
 * the healthcheck, or the postroom command in the same container read it.
 */
export function isForeign(name: string): boolean {
  return /^(NODE_[A-Z_]+|PG[A-Z]+|TZ)$/.test(name) || name in cliVariables;
}

/** Returns the setting that a variable gives: itself, or the one whose value is in the file that it names. */
export function settingOf(name: string, declared: TProperties): string | undefined {
  if (name in declared) return name;
  const setting = name.replace(/_FILE$/, '');
  return setting !== name && setting in declared ? setting : undefined;
}

/** Returns the environment of a container with ConfigMaps resolved; a value from a Secret or a field is `from elsewhere`. */
export function environmentOf(container: Container, objects: readonly KubernetesObject[]): Map<string, string> {
  const configMap = (name: string): Record<string, string> => {
    const found = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name);
    if (!found) throw new Error(`there is no ConfigMap ${name}`);
    return found.data;
  };
  const environment = new Map<string, string>();
  for (const { configMapRef } of container.envFrom ?? []) {
    if (!configMapRef) throw new Error('envFrom without a ConfigMap: Secrets are mounted as files');
    for (const [name, value] of Object.entries(configMap(configMapRef.name))) environment.set(name, value);
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    const reference = valueFrom?.configMapKeyRef;
    const referred = reference ? configMap(reference.name)[reference.key] : undefined;
    if (reference && referred === undefined) throw new Error(`${reference.name} has no ${reference.key}`);
    environment.set(name, value ?? referred ?? 'from elsewhere');
  }
  return environment;
}

export interface SecretKey {
  readonly secret: string;
  readonly key: string;
}

/** Returns the key of a Secret at a path of a container, or undefined. */
export function secretAt(path: string, container: Container, pod: Pod): SecretKey | undefined {
  const mount = container.volumeMounts?.find(({ mountPath }) => path.startsWith(`${mountPath}/`));
  const volume = pod.spec.volumes.find(({ name }: { name: string }) => name === mount?.name);
  if (!mount || !volume) return undefined;
  const file = path.slice(mount.mountPath.length + 1);
  interface Items {
    name: string;
    items?: { key: string; path: string }[];
  }
  const secrets: Items[] = volume.secret
    ? [{ ...volume.secret, name: volume.secret.secretName }]
    : (volume.projected?.sources ?? []).flatMap((source: { secret?: Items }) => source.secret ?? []);
  for (const { name, items } of secrets) {
    if (!items) return { secret: name, key: file };
    const item = items.find(({ path }) => path === file);
    if (item) return { secret: name, key: item.key };
  }
  return undefined;
}

/** Returns the port settings of a service by port name: `imaps` for IMAPS_PORT. OUTBOUND_PORT is a port of other servers. */
export function portSettings(declared: TProperties): Map<string, string> {
  const names = Object.keys(declared).filter((name) => name.endsWith('_PORT') && name !== 'OUTBOUND_PORT');
  return new Map(names.map((name) => [name.replace(/_PORT$/, '').toLowerCase(), name]));
}
