import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { checkCosts } from '../check-costs.ts';
import { startCheckedMail } from '../checked-mail.ts';
import { startPostroom } from '../postroom.ts';
import { measureLoad } from './smtp.ts';

/** Measures signed mail with SPF, DKIM, DMARC and every check on, compared with a peer that checks nothing. */
export async function measureChecks(bench: Bench): Promise<void> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'bench-'));
  await using mail = await startCheckedMail(folder.path);
  await using checked = await startPostroom(['user1'], mail.settings);
  const load = { messages: 4000, sessions: 100, bytes: 4096, recipients: 1, message: mail };
  const [, ...peers] = bench.subjects;
  const withChecks = { name: '4 KiB signed, 100 sessions, with every check', target: '5 x', load };
  await measureLoad(bench, [checked, ...peers], withChecks);
  bench.costs.push(...(await checkCosts(checked, load)));
  await measureLoad(bench, bench.subjects, { name: '4 KiB signed, 100 sessions, unchecked', target: '', load });
}
