import type { Limits } from '@postroom/jmap';

/** The most pieces of which one blob may be put together. */
export const MAX_DATA_SOURCES = 64;

/** The types whose objects Blob/lookup finds. */
export const TYPE_NAMES = ['Mailbox', 'Thread', 'Email'];

/** Names of the HTTP Digest Algorithm Values registry, and the names that Node uses. */
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
