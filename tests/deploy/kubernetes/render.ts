import { execFile } from 'node:child_process';
import { mkdtempDisposable, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from './objects.ts';

const run = promisify(execFile);
const k8s = fileURLToPath(new URL('../../../k8s/', import.meta.url));

const programs = [
  ['kubectl', 'kustomize'],
  ['kustomize', 'build'],
] as const;

/** Returns the program that renders on this machine, or the reason to skip. */
export async function findKustomize(): Promise<{ command: readonly string[] } | { skip: string }> {
  for (const command of programs) {
    const [program, verb] = command;
    const works = await run(program, [verb, join(k8s, 'base')], { maxBuffer: 1 << 26 }).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        // An installed program that cannot render the base is an error, no reason to skip.
        if (error.code !== 'ENOENT') throw error;
        return false;
      },
    );
    if (works) return { command };
  }
  return { skip: 'neither kubectl nor kustomize is on PATH' };
}

/** The variants of k8s/ that the tests render: each overlay, and production with every component. */
export const variants: Readonly<Record<string, { overlay: string; components: readonly string[] }>> = {
  local: { overlay: 'local', components: [] },
  'local with TLS': { overlay: 'local', components: ['tls'] },
  'local with ACME': { overlay: 'local', components: ['acme'] },
  production: { overlay: 'production', components: [] },
  'production with KEDA': { overlay: 'production', components: ['keda'] },
  'production with everything': {
    overlay: 'production',
    components: ['keda', 'smarthost', 'dkim', 'acme', 'srs', 'tls-tickets', 'issuer', 'objects', 'tracing', 'scanners'],
  },
  'production, watched and backed up': { overlay: 'production', components: ['monitoring', 'backup'] },
  'production behind one address': { overlay: 'production', components: ['one-address'] },
  'production with the admin API for the inside': {
    overlay: 'production',
    components: ['admin-gateway', 'admin-ingress'],
  },
  'production behind another MTA': { overlay: 'production', components: ['lmtp'] },
  'production with HTTPS of its own': { overlay: 'production', components: ['acme', 'web-https'] },
  'production with JMAP for the world': { overlay: 'production', components: ['web-gateway', 'web-ingress'] },
};

const rendered = new Map<string, Promise<readonly KubernetesObject[]>>();

/** Returns the objects of a variant in rendered order. They are rendered once and shared, so they must not be changed. */
export function render(command: readonly string[], variant: string): Promise<readonly KubernetesObject[]> {
  const objects = rendered.get(variant) ?? renderNow(command, variant);
  rendered.set(variant, objects);
  return objects;
}

async function renderNow(command: readonly string[], variant: string): Promise<readonly KubernetesObject[]> {
  const { overlay, components } = variants[variant] ?? { overlay: variant, components: [] };
  const [program = '', verb = ''] = command;
  await using folder = await mkdtempDisposable(join(await realpath(tmpdir()), 'postroom-kustomize-'));
  const to = (path: string) => relative(folder.path, join(k8s, path));
  const kustomization = {
    // What an overlay sets for its components.
    namespace: 'postroom',
    resources: [to(`overlays/${overlay}`)],
    components: components.map((name) => to(`components/${name}`)),
  };
  await writeFile(join(folder.path, 'kustomization.yaml'), JSON.stringify(kustomization));
  const { stdout } = await run(program, [verb, folder.path], { maxBuffer: 1 << 26 });
  // Kubernetes reads YAML 1.1.
  return parseAllDocuments(stdout, { version: '1.1' }).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return unbroken(document.toJS() as KubernetesObject);
  });
}

/** Joins long base64, which Kustomize breaks into lines: Kubernetes accepts that, the schema's format does not. */
function unbroken(object: KubernetesObject): KubernetesObject {
  if (object.kind !== 'Secret') return object;
  const data = Object.entries<string>(object.data).map(([key, value]) => [key, value.replaceAll(/\s/g, '')]);
  return { ...object, data: Object.fromEntries(data) };
}
