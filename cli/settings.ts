import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { usage } from './failure.ts';
import type { Io } from './io.ts';

/** The checkout. `npm start` keeps its data folder there, wherever the command is run. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The URL of the admin API, and the token it requires. */
export interface Settings {
  readonly url: string;
  readonly token: string;
  /** Where the token was read, for the message about a wrong one. */
  readonly tokenFrom: string;
}

/** The variables of the settings; the help and docs/config.md are made from this. */
export const variables = {
  POSTROOM_URL: {
    description: 'The URL of the admin API; without it http://127.0.0.1 and the port ADMIN_PORT, 8081.',
  },
  POSTROOM_TOKEN: { description: 'The token of the admin API.' },
  POSTROOM_TOKEN_FILE: {
    description:
      'The path of a file with the token; without it the file admin-token in DATA_DIR, the data folder of the checkout.',
  },
} as const;

/** Throws when no token is found, with the places that were searched. */
export function readSettings(env: Io['env']): Settings {
  const url = (env.POSTROOM_URL || `http://127.0.0.1:${env.ADMIN_PORT || 8081}`).replace(/\/+$/, '');
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw usage(`POSTROOM_URL is no http:// or https:// URL: ${url}`);
  const { token, from } = readToken(env);
  if (!/^[!-~]+$/.test(token)) throw usage(`the admin token in ${from} is empty, or has characters that no token has`);
  return { url, token, tokenFrom: from };
}

function readToken(env: Io['env']): { token: string; from: string } {
  if (env.POSTROOM_TOKEN) return { token: env.POSTROOM_TOKEN.trim(), from: 'POSTROOM_TOKEN' };
  const path = env.POSTROOM_TOKEN_FILE || join(resolve(root, env.DATA_DIR || 'data'), 'admin-token');
  try {
    return { token: readFileSync(path, 'utf8').trim(), from: path };
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is none' : (error as Error).message;
    throw usage(`no admin token in ${path} (${why}): set POSTROOM_TOKEN, POSTROOM_TOKEN_FILE or DATA_DIR`);
  }
}
