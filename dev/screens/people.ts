import { transaction } from '@postroom/database';
import { addDomain, CLOSED, setDisplayName, setJoinPolicy, setQuota } from '@postroom/directory';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { PASSWORD } from '../../tests/support/accounts.ts';
import { signIn, visit } from '../../tests/support/browser.ts';
import { eventually } from '../../tests/support/eventually.ts';
import type { Fixture } from '../../tests/support/fixture.ts';
import { mailOf } from '../../tests/support/mail-of.ts';
import { bringDoubtful } from './doubtful.ts';
import { contract, photo } from './files.ts';
import { DOMAIN } from './fixture.ts';
import { timeOf, write } from './letter.ts';
import { letters } from './letters.ts';
import { more } from './more.ts';
import { older } from './older.ts';
import { send } from './sent.ts';

/** The sign-in states: ann has mail, zoe has none yet, and max's quota is full. */
export type People = Readonly<Record<'ann' | 'zoe' | 'max', NonNullable<BrowserContextOptions['storageState']>>>;

const MB = 1_000_000;
const LABELS = [
  { keyword: 'work', name: 'Work', colour: 5 },
  { keyword: 'to-do', name: 'To do', colour: 0 },
  { keyword: 'trips', name: 'Trips 旅行', colour: 8 },
];

export async function people(fixture: Fixture, browser: Browser): Promise<People> {
  const { stage, platform } = fixture;
  const url = `http://127.0.0.1:${platform.ports.HTTP_PORT}`;
  await addDomain(stage.pool, DOMAIN, { postmaster: `jonas@${DOMAIN}` });
  for (const name of ['jonas', 'fang.wang']) await stage.account(`${name}@${DOMAIN}`);
  const id = await stage.account(`ann@${DOMAIN}`, 50 * MB);
  await stage.account(`zoe@${DOMAIN}`, 50 * MB);
  await setDisplayName(stage.pool, `ann@${DOMAIN}`, 'Ann Sørensen');
  await transaction(stage.pool, (tx) => setJoinPolicy(tx, DOMAIN, { ...CLOSED, mode: 'open', quotaBytes: 1_000 * MB }));
  const ann = mailOf(url, id, `ann@${DOMAIN}`);
  await ann.jmap([
    'Mailbox/set',
    {
      create: {
        trips: { name: 'Trips' },
        norway: { name: 'Norway 2027', parentId: '#trips' },
        boats: { name: 'Boats and ferries', parentId: '#norway' },
        home: { name: '家庭与孩子' },
      },
    },
  ]);
  await fetch(`${url}/account/preferences`, {
    method: 'PATCH',
    headers: { authorization: `Basic ${btoa(`ann@${DOMAIN}:${PASSWORD}`)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ labels: LABELS }),
  });
  const picture = await photo(browser);
  for (const letter of [...older, ...more(picture), ...letters(picture, await contract(browser))]) {
    const keywords = Object.fromEntries((letter.keywords ?? []).map((each) => [each, true as const]));
    await ann.put(letter.mailbox ?? 'inbox', await write(letter, `ann@${DOMAIN}`), keywords, timeOf(letter.at));
  }
  await send(ann, fixture);
  await bringDoubtful(fixture, `ann@${DOMAIN}`);
  await eventually('what is doubted is there', async () => (await ann.subjects('junk')).length > 0);
  const full = await stage.account(`max@${DOMAIN}`, MB);
  const max = mailOf(url, full, `max@${DOMAIN}`);
  for (const letter of letters(picture, Buffer.alloc(0)).slice(0, 6))
    await max.put('inbox', await write(letter, `max@${DOMAIN}`), {}, timeOf(letter.at));
  await setQuota(stage.pool, `max@${DOMAIN}`, 15_000);
  const [of, empty, over] = await Promise.all(['ann', 'zoe', 'max'].map((name) => signedIn(browser, url, name)));
  return { ann: of, zoe: empty, max: over } as People;
}

async function signedIn(browser: Browser, url: string, name: string) {
  await using visitor = await visit(browser, url);
  await signIn(visitor.page, `${name}@${DOMAIN}`, PASSWORD);
  const { cookies } = await visitor.context.storageState();
  return { cookies, origins: [] };
}
