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

/**
 * Opens the configured object store, or returns undefined when there is none. The S3 library is loaded only if needed. Does not connect:
 * when the store is away, only large messages wait, not the service.
 */
export async function openObjects(
  settings: ObjectSettings,
  onError: (error: Error) => void,
): Promise<(Objects & Disposable) | undefined> {
  if (settings.S3_ENDPOINT === '') return undefined;
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
  let free = settings.S3_UPLOADS;
  return {
    store,
    overBytes: settings.S3_OVER_BYTES,
    takeSlot: () => free > 0 && free-- > 0,
    releaseSlot: () => {
      free++;
    },
    [Symbol.dispose]: () => store.close(),
  };
}
