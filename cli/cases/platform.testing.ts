import assert from 'node:assert/strict';
import { after } from 'node:test';
import { startService } from '@postroom/testkit';
import { type Ran, runPostroom } from '../testing.ts';

export const platform = await startService('mailbox-store');
after(() => platform[Symbol.asyncDispose]());

/** The environment that leads the command to the service. */
export const env = {
  POSTROOM_URL: `http://127.0.0.1:${platform.ports.ADMIN_PORT}`,
  POSTROOM_TOKEN_FILE: platform.settings.adminTokenFile,
};

/** Runs the command against the service. */
export function postroom(args: readonly string[], stdin = ''): Promise<Ran> {
  return runPostroom(args, { env, stdin });
}

/** Runs the command, expects success, and returns what it printed. */
export async function done(args: readonly string[], stdin = ''): Promise<string> {
  const { code, stdout, stderr } = await postroom(args, stdin);
  assert.deepEqual([code, stderr], [0, ''], args.join(' '));
  return stdout;
}

export const lines = (text: string) => text.trimEnd().split('\n');
