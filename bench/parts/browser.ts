import { type Bench, LARGE } from '../bench.ts';
import { measureBrowser } from '../browser.ts';
import { textsIndexed } from '../large-mailbox.ts';

/** Measures the page with an INBOX of 50,000 messages. */
export async function measureInBrowser(bench: Bench): Promise<void> {
  const { ours, parts, results } = bench;
  // The part `page` fills it too.
  if (!parts.includes('page')) await ours.fillInbox(...LARGE[0]);
  await textsIndexed(ours.pool);
  for (const { value, ...figure } of await measureBrowser(
    `http://127.0.0.1:${ours.ports.HTTP_PORT}`,
    ours.login('page'),
  ))
    results.push({ ...figure, better: 'less', values: { [ours.name]: value } });
}
