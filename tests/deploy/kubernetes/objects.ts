/** The parts of Kubernetes' objects that these tests use; the schemas check the rest. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Labels };
  // biome-ignore lint/suspicious/noExplicitAny: of every kind its own, and checked by its schema
  readonly [field: string]: any;
}

export type Labels = Readonly<Record<string, string>>;

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly EnvVariable[];
  readonly envFrom?: readonly { configMapRef?: { name: string } }[];
  readonly ports?: readonly { name: string; containerPort: number }[];
  readonly volumeMounts?: readonly { name: string; mountPath: string }[];
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly [field: string]: any;
}

export interface EnvVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    configMapKeyRef?: { name: string; key: string };
    secretKeyRef?: { name: string; key: string };
    fieldRef?: { fieldPath: string };
  };
}

export interface Pod {
  /** For example Deployment/imap-access. */
  readonly owner: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly spec: any;
  readonly containers: readonly Container[];
}

export function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind}/${metadata.name}`;
}

export function ofKind(objects: readonly KubernetesObject[], kind: string): KubernetesObject[] {
  return objects.filter((object) => object.kind === kind);
}

/** Returns the pods that Deployments, StatefulSets and Jobs make. */
export function podsOf(objects: readonly KubernetesObject[]): Pod[] {
  return objects
    .filter(({ kind }) => ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'].includes(kind))
    .map((object) => {
      const { metadata, spec } = object.spec.template;
      return {
        owner: nameOf(object),
        labels: metadata.labels,
        annotations: metadata.annotations ?? {},
        spec,
        containers: [...(spec.initContainers ?? []), ...spec.containers],
      };
    });
}

/** Returns the pods that run our image. */
export function ourPods(objects: readonly KubernetesObject[]): Pod[] {
  return podsOf(objects).filter(({ labels }) => labels['app.kubernetes.io/name'] === 'postroom');
}

/** Returns what a container of ours runs: `imap-access`, `migrate`. */
export function serviceOf(pod: Pod): string {
  const [name, ...more] = pod.containers[0]?.args ?? [];
  if (name === undefined || more.length > 0) throw new Error(`${pod.owner} does not say which service it is`);
  return name;
}
