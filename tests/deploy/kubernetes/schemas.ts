import type { KubernetesObject } from './objects.ts';

/** The npm package with a kind's schema and type, made from the API's own OpenAPI or CRD file. */
export interface Source {
  readonly module: string;
  readonly type: string;
}

const THIRD_PARTIES: Readonly<Record<string, string>> = {
  'cert-manager.io': '@kubernetes-models/cert-manager',
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'keda.sh': '@kubernetes-models/keda',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
  'postgresql.cnpg.io': '@kubernetes-models/cloudnative-pg',
};

/** API groups without a package, whose types are written here. */
const WRITTEN_HERE: Readonly<Record<string, string>> = { 'barmancloud.cnpg.io/v1': './barman-cloud.ts' };

export function sourceOf({ apiVersion, kind }: KubernetesObject): Source {
  const own = WRITTEN_HERE[apiVersion];
  if (own) return { module: own, type: `I${kind}` };
  const [group = ''] = apiVersion.split('/');
  return { module: `${THIRD_PARTIES[group] ?? 'kubernetes-models'}/${apiVersion}`, type: `I${kind}` };
}

/** Throws when the object does not match its schema: types, required fields, enumerations, formats. */
export async function validate(object: KubernetesObject): Promise<void> {
  const { module } = sourceOf(object);
  const models: Record<string, new (data: unknown) => { validate(): void }> = await import(module);
  const Model = models[object.kind];
  if (!Model) throw new Error(`${module} has no ${object.kind}`);
  new Model(object).validate();
}
