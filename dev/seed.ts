import { randomBytes } from 'node:crypto';
import { openPool, transaction } from '@postroom/database';
import { addDomain, CLOSED, insertAccount, listDomains, setJoinPolicy } from '@postroom/directory';
import { provisionAccount } from '@postroom/mailbox';

const demoDomain = 'postroom.test';
export const demoAccounts = [`alice@${demoDomain}`, `bob@${demoDomain}`] as const;

/** The quota of whoever joins the domain. */
const DEMO_QUOTA = 1024 ** 3;

export type Seeded = 'earlier' | { readonly password: string; readonly generated: boolean };

/**
 * Gives a platform without any domain the domain postroom.test with two accounts; people may ask to join it. A platform that was seeded earlier
 * stays as it is, with its removed accounts and changed passwords.
 */
export async function seed(databaseUrl: string, chosen: string | undefined): Promise<Seeded> {
  const pool = openPool({ url: databaseUrl, name: 'seed', max: 1 });
  try {
    if ((await listDomains(pool)).length > 0) return 'earlier';
    const password = chosen ?? randomBytes(9).toString('base64url');
    await transaction(pool, async (tx) => {
      await addDomain(tx, demoDomain, { postmaster: demoAccounts[0] });
      for (const address of demoAccounts) await provisionAccount(tx, await insertAccount(tx, { address, password }));
      await setJoinPolicy(tx, demoDomain, { ...CLOSED, mode: 'open', quotaBytes: DEMO_QUOTA });
    });
    return { password, generated: chosen === undefined };
  } finally {
    await pool.end();
  }
}
