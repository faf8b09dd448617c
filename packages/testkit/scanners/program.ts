import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Returns the path of a program, or why tests that need it are skipped. */
export function findProgram(name: string): { path: string } | { skip: string } {
  // sbin folders are not on every user's PATH.
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return { path };
    } catch {}
  }
  return { skip: `there is no ${name} here` };
}
