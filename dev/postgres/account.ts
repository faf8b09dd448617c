import { readFile, stat } from 'node:fs/promises';
import { SettingsError } from '../start-trouble.ts';

/** The account that runs the server. */
export interface Account {
  /** Set only when this process is root: PostgreSQL refuses to run as root, so it gets another account. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/**
 * Returns the account to use. For root: the owner of existing data, else the user who called sudo, else `postgres`, else `nobody`.
 * initdb needs the account's name, so the number must have an entry in /etc/passwd.
 * @param data the folder of the data, which may not exist yet
 */
export async function serverAccount(data: string): Promise<Account> {
  if (process.getuid?.() !== 0) return {};
  const owner = await stat(data).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) return { user: { uid: owner.uid, gid: owner.gid } };

  const accounts = await readAccounts();
  const sudo = accounts.find((account) => account.uid === Number(process.env.SUDO_UID) && account.uid !== 0);
  const found = sudo ?? ['postgres', 'nobody'].map((name) => accounts.find((a) => a.name === name)).find(Boolean);
  if (found === undefined) {
    throw new SettingsError(
      'PostgreSQL does not run as root, and there is no account "postgres" or "nobody" to run it as.',
    );
  }
  return { user: { uid: found.uid, gid: found.gid } };
}

async function readAccounts(): Promise<{ name: string; uid: number; gid: number }[]> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n');
  return lines.map((line) => {
    const [name = '', , uid, gid] = line.split(':');
    return { name, uid: Number(uid), gid: Number(gid) };
  });
}
