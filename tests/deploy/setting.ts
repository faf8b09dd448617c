// What a run needs: the engine, the images, the accounts.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { findEngine, root } from './engine.ts';

export const CURRENT = 'postroom:test-current';
export const PREVIOUS = 'postroom:test-previous';
export const USERS = ['alice@postroom.test', 'bob@postroom.test', 'carol@postroom.test'] as const;
export const [ALICE, BOB] = USERS;
export const SCANNERS = ['rspamd', 'rspamd-redis', 'clamav'] as const;
/** Ports of the profiles and the demo, by their settings. */
export const MORE_PORTS = [
  'PROMETHEUS_PORT',
  'ALERTMANAGER_PORT',
  'RSPAMD_PORT',
  'ELSEWHERE_SUBMISSION_PORT',
  'ELSEWHERE_IMAPS_PORT',
] as const;

const compose = parse(await readFile(join(root, 'docker-compose.yml'), 'utf8'), {
  merge: true,
  maxAliasCount: -1,
});
export const imageOf = (service: string): string =>
  compose.services[service].image.replace(/^\$\{[A-Z_]+:-(.*)\}$/, '$1');
export const { NODE_IMAGE = 'node:24-bookworm-slim', BASE_IMAGE = 'debian:bookworm-slim' } = process.env;

const found = await findEngine([NODE_IMAGE, BASE_IMAGE, imageOf('postgres'), imageOf('redis')]);
if (typeof found === 'string') {
  console.log(`skipped: ${found}`);
  process.exit(0);
}
/** The compose command, as words. */
export const engine = found;
