import type { Limits } from '@postroom/jmap';

/** Pieces of which one blob is put together. */
export const MAX_DATA_SOURCES = 64;

/** Types of which objects say in which blobs they are. */
export const TYPE_NAMES = ['Mailbox', 'Thread', 'Email'];

/** Names of the HTTP Digest Algorithm Values registry, and what Node calls them. */
export const DIGESTS: ReadonlyMap<string, string> = new Map([
  ['sha', 'sha1'],
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
]);

/** RFC 9404 3.1. */
export function blobCapability({ maxSizeUpload }: Limits) {
  return {
    maxSizeBlobSet: maxSizeUpload,
    maxDataSources: MAX_DATA_SOURCES,
    supportedTypeNames: TYPE_NAMES,
    supportedDigestAlgorithms: [...DIGESTS.keys()],
  };
}
