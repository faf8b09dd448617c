import type { Objects } from './store.ts';

/** The variables of objectStoreConfig. */
export interface ObjectSettings {
  readonly S3_ENDPOINT: string;
  readonly S3_BUCKET: string;
  readonly S3_REGION: string;
  readonly S3_ACCESS_KEY_ID: string;
  readonly S3_SECRET_ACCESS_KEY: string;
  readonly S3_PREFIX: string;
  readonly S3_OVER_BYTES: number;
  readonly S3_UPLOADS: number;
}

const objects = new WeakMap<object, Objects>();

/** Where bodies of this database are kept beside it, if anywhere. */
export function objectsOf(pool: object): Objects | undefined {
  return objects.get(pool);
}

/**
 * From now on large bodies of this database are kept in the object store that is configured, if one is; the library for
 * it is loaded only then. Does not connect: a store that is away holds up large messages, not the service. Answers
 * what to dispose of at the end.
 */
export async function useObjectStore(
  pool: object,
  settings: ObjectSettings,
  onError: (error: Error) => void,
): Promise<Disposable> {
  if (settings.S3_ENDPOINT === '') return { [Symbol.dispose]() {} };
  const { S3Store } = await import('./s3.ts');
  const store = new S3Store({
    endpoint: settings.S3_ENDPOINT,
    bucket: settings.S3_BUCKET,
    region: settings.S3_REGION,
    accessKeyId: settings.S3_ACCESS_KEY_ID,
    secretAccessKey: settings.S3_SECRET_ACCESS_KEY,
    prefix: settings.S3_PREFIX,
    onError,
  });
  useObjects(pool, store, { overBytes: settings.S3_OVER_BYTES, uploads: settings.S3_UPLOADS });
  return { [Symbol.dispose]: () => store.close() };
}

/** The same with a store that is open. */
export function useObjects(
  pool: object,
  store: Objects['store'],
  { overBytes, uploads }: { overBytes: number; uploads: number },
): void {
  let free = uploads;
  objects.set(pool, {
    store,
    overBytes,
    takeSlot: () => free > 0 && free-- > 0,
    releaseSlot: () => {
      free++;
    },
  });
}
