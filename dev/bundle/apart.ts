import type { Plugin } from 'rolldown';

/** Libraries that stay outside bundles: they look for files beside their own (binaries, worker programs, pages), or load as fast alone. */
const APART: ReadonlySet<string> = new Set([
  '@node-rs/argon2',
  'msgpackr',
  'pino',
  '@fastify/swagger',
  '@fastify/swagger-ui',
  'ioredis',
]);

/** Leaves libraries where they are and imports them by absolute path, because a bundle lies elsewhere than its sources. */
export function apart(): Plugin {
  return {
    name: 'apart',
    async resolveId(source, importer, options) {
      if (importer === undefined || /^(?:node:|\.)/.test(source)) return null;
      const found = await this.resolve(source, importer, { ...options, skipSelf: true });
      if (found === null || found.external || !APART.has(libraryOf(found.id))) return found;
      return { id: found.id, external: 'absolute' };
    },
  };
}

function libraryOf(path: string): string {
  const [, inside] = /.*\/node_modules\/(.*)/.exec(path) ?? [];
  return /^(?:@[^/]+\/)?[^/]+/.exec(inside ?? '')?.[0] ?? '';
}
