import { ReturnPaths } from './return-paths.ts';

export { srsConfig } from './config.ts';
export { ReturnPaths };

/** By the setting; null: there are none. */
export function openReturnPaths({ SRS_SECRET }: { readonly SRS_SECRET?: string | undefined }): ReturnPaths | null {
  return SRS_SECRET ? new ReturnPaths(SRS_SECRET.split(',').map((secret) => secret.trim())) : null;
}
