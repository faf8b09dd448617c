import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** Characters around a common password that do not make it a better one: `Password2026!`. */
const MAX_AROUND = 5;

let list: Promise<ReadonlySet<string>> | undefined;

/** Loads some 49,000 passwords that are most frequent among stolen ones, in lower case. They take 4 MB after the first call. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  list ??= readFile(
    createRequire(import.meta.url).resolve('@zxcvbn-ts/language-common/src/passwords.json'),
    'utf8',
  ).then((text) => new Set(JSON.parse(text) as string[]));
  return list;
}

/** Returns whether a password is among those that are tried first, in any case and with a few digits or signs around it. */
export async function isCommonPassword(password: string): Promise<boolean> {
  const common = await commonPasswords();
  const folded = password.normalize('NFKC').toLowerCase();
  if (common.has(folded)) return true;
  const core = folded.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return core.length >= folded.length - MAX_AROUND && common.has(core);
}
