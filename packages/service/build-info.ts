import { readFileSync } from 'node:fs';

/** The version of the package, and the source revision where it is known. */
export const buildInfo: { readonly version: string; readonly revision: string } = {
  version: JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version,
  revision: process.env.REVISION || 'unknown',
};

/** Returns the version for people: `0.1.0 (revision 1a2b3c)`. */
export function release(): string {
  const { version, revision } = buildInfo;
  return revision === 'unknown' ? version : `${version} (revision ${revision})`;
}
