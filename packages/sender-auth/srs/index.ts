import { type KeptSender, ReturnPaths } from './return-paths.ts';

export { srsConfig } from './config.ts';
export { type KeptSender, ReturnPaths };

/** Opens the return paths of the setting; null without one. */
export function openReturnPaths({ SRS_SECRET }: { readonly SRS_SECRET?: string | undefined }): ReturnPaths | null {
  return SRS_SECRET ? new ReturnPaths(SRS_SECRET.split(',').map((secret) => secret.trim())) : null;
}
