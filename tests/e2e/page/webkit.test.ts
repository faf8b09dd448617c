import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PASSWORD } from '../../support/accounts.ts';
import { pagePeople } from '../../support/page-people.ts';
import { pdfOf } from '../../support/pdf.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';
import { ENTER, needsWebKit, openWebKit } from '../../support/webkit.ts';

// The page in WebKit, which Safari and every browser of an iPhone use. All other tests drive Chromium.

const domain = `webkit-${process.pid}.test`;
const { account, behind, letter } = pagePeople(async () => await sharedFixture(), domain);

test('in WebKit a person signs in, reads, answers, searches, and looks at a PDF', needsWebKit, async () => {
  await account('ann');
  const html = '<p>Dear Ann,</p><p style="color: #c00">as <a href="mailto:li@x.test">we</a> said.</p>';
  await letter('ben', 'ann', {
    subject: 'Contract',
    html,
    attachments: [{ filename: 'plan.pdf', content: pdfOf(['Plan']) }],
  });
  await letter('ben', 'ann', { subject: 'Something else', text: 'x' });
  const { ports } = (await behind()).platform;
  await using window = await openWebKit(`http://127.0.0.1:${ports.HTTP_PORT}/`);
  const { run, until, type } = window;
  await run(`window.faults = [];
    addEventListener('error', ({ message }) => faults.push(message));
    addEventListener('unhandledrejection', ({ reason }) => faults.push(String(reason)));`);

  await until(`const field = document.querySelector('input'); field?.focus(); return field`);
  await type(`ann@${domain}\t${PASSWORD}${ENTER}`);
  await until(`return document.querySelectorAll('#list [role=row]').length === 2`);
  await run(
    `[...document.querySelectorAll('#list [role=row]')].find((row) => row.innerText.includes('Contract')).click()`,
  );
  const body = await until<string>(`return document.querySelector('main iframe')?.contentDocument.body?.innerText`);
  assert.match(body, /as we said/);
  // The keys come back from the mail, in which no listener of the page is called.
  await run(`document.querySelector('main iframe').focus()`);
  await until(`return document.activeElement.matches('main')`);
  const link = `return document.querySelector('main iframe').contentDocument.querySelector('a').href`;
  assert.match(await run<string>(link), /^http:.*#mailto=mailto%3Ali%40x\.test$/);
  await run(`document.querySelector('main [aria-label^="Look at plan.pdf"]').click()`);
  await until(
    `return document.querySelector('dialog canvas')?.width > 0 && document.querySelector('dialog').innerText.includes('Plan')`,
  );
  await run(`document.querySelector('dialog [aria-label=Close]').click()`);
  await until(`return document.querySelector('dialog') === null`);

  await type('r');
  await until(`return document.activeElement.closest('form[role=dialog]')`);
  await type('Words from WebKit');
  await run(`document.querySelector('form[role=dialog] button.main').click()`);
  await until(`return document.body.innerText.includes('Sending in')`);
  await until(`return document.querySelector('form[role=dialog], [data-small]') === null`);

  await type('/');
  await type('Something');
  await until(`return document.querySelectorAll('#list [role=row]').length === 1`);
  assert.deepEqual(await run('return faults'), []);
});
