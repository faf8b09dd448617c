import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { PASSWORD } from '../../support/accounts.ts';
import { keptBrowser, needsBrowser, signIn, visit } from '../../support/browser.ts';
import { LOADS, RUNS } from '../../support/hostile-html.ts';
import { writing } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

// Mail that tries to run scripts, to load something and to leave its frame. No request may reach the canary, and nothing may run.

/** How many parts one message has; each is shown by itself. */
const TOGETHER = 16;

function hostileMail(parts: readonly string[], at: number): object {
  const time = `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
  const ids = parts.map((_, part) => `h${part}`);
  return {
    mailboxIds: { M1: true },
    subject: `mail ${at}`,
    receivedAt: `2026-01-01T${time}:00Z`,
    bodyStructure: { type: 'multipart/mixed', subParts: ids.map((partId) => ({ partId, type: 'text/html' })) },
    bodyValues: Object.fromEntries(
      parts.map((html, part) => [ids[part], { value: `<p>before</p>${html}<p>after</p>` }]),
    ),
  };
}

/** The content of messages that is in the page while it is printed. */
const ON_PAPER = `[...document.querySelectorAll('main div')].map((each) => each.shadowRoot?.textContent ?? '').join('')`;

test('nothing in a mail loads remote content, runs scripts or covers the page', needsBrowser, async () => {
  const asked: string[] = [];
  const canary = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  after(() => canary.close());
  const { port } = canary.address() as { port: number };
  const browser = await keptBrowser('whole');
  await using fixture = await sharedFixture();
  const id = await fixture.stage.account('target@page.test');
  const cases = [...LOADS, ...RUNS].map((html) => html.replaceAll('CANARY', String(port)));
  assert.ok(cases.length >= 265, `${cases.length} cases`);
  const url = `http://127.0.0.1:${fixture.platform.ports.HTTP_PORT}`;
  const authorization = `Basic ${btoa(`target@page.test:${PASSWORD}`)}`;
  const call = async (...methodCalls: unknown[]) => {
    const body = JSON.stringify({ using: ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'], methodCalls });
    const headers = { authorization, 'content-type': 'application/json' };
    return (await (await fetch(`${url}/jmap/api`, { method: 'POST', headers, body })).json()) as {
      methodResponses: [string, Record<string, never>, string][];
    };
  };
  const accountId = `a${id}`;
  const mails = Array.from({ length: Math.ceil(cases.length / TOGETHER) }, (_, at) =>
    cases.slice(at * TOGETHER, (at + 1) * TOGETHER),
  );
  const create = Object.fromEntries(mails.map((parts, at) => [`m${at}`, hostileMail(parts, at)]));
  const made = await call(['Email/set', { accountId, create }, '0']);
  assert.equal(
    Object.keys(made.methodResponses[0]?.[1].created ?? {}).length,
    mails.length,
    JSON.stringify(made).slice(0, 500),
  );

  await using visitor = await visit(browser, url);
  const { page, faults } = visitor;
  await signIn(page, 'target@page.test', PASSWORD);
  await page.locator('[role=row]').first().click();
  for (let at = mails.length - 1; at >= 0; at--) {
    const parts = mails[at] ?? [];
    await page.getByRole('heading', { name: `mail ${at}`, exact: true }).waitFor();
    await page
      .locator('main iframe')
      .nth(parts.length - 1)
      .waitFor();
    for (const [part, html] of parts.entries()) {
      const frame = page.frameLocator('main iframe').nth(part);
      await frame.getByText('before').first().waitFor();
      if (!html.includes('id=click')) continue;
      const target = frame.getByText(/^(?:click|x)$/).first();
      // Sanitizing leaves some samples without anything visible to click.
      if (await target.isVisible()) await target.click({ force: true });
    }
    // The same in print, where the message stands in the page itself.
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(`new Promise((drawn) => {
      dispatchEvent(new Event('beforeprint'));
      requestAnimationFrame(() => requestAnimationFrame(drawn));
    })`);
    assert.match(String(await page.evaluate(ON_PAPER)), /before/);
    await page.evaluate(`dispatchEvent(new Event('afterprint'))`);
    await page.emulateMedia({ media: null });
    // The same in a reply: in the quote below and in the editor.
    await page.keyboard.press('Escape');
    await page.keyboard.press('r');
    const window = writing(page);
    await window.getByRole('button', { name: 'Show quoted text' }).click();
    await window.frameLocator('iframe').getByText('before').first().waitFor();
    await window.getByRole('button', { name: 'Edit it' }).click();
    await window.locator('[contenteditable]').getByText('before').first().waitFor();
    await window.getByRole('button', { name: 'Discard draft' }).click();
    assert.notEqual(await page.title(), 'RAN', parts.join('\n'));
    await page.keyboard.press('j');
  }
  assert.deepEqual(asked, []);
  assert.deepEqual(
    faults.filter((fault) => fault.startsWith('asked')),
    [],
  );
  assert.equal(
    page
      .context()
      .pages()
      .filter((each) => each.url().includes(`:${port}`)).length,
    0,
  );
});

test(
  'remote images load on request, through our server, and always for senders that the reader trusts',
  needsBrowser,
  async () => {
    const browser = await keptBrowser('whole');
    await using fixture = await sharedFixture();
    const id = await fixture.stage.account('pictures@page.test');
    const url = `http://127.0.0.1:${fixture.platform.ports.HTTP_PORT}`;
    const headers = {
      authorization: `Basic ${btoa(`pictures@page.test:${PASSWORD}`)}`,
      'content-type': 'application/json',
    };
    const letter = {
      mailboxIds: { M1: true },
      subject: 'news',
      from: [{ name: 'News', email: 'News@far.test' }],
      htmlBody: [{ partId: 'h', type: 'text/html' }],
      bodyValues: { h: { value: '<p>x<img src="https://pictures.test/a.png?b=c">' } },
    };
    const frames = {
      ...letter,
      subject: 'frames',
      receivedAt: '2020-01-01T00:00:00Z',
      bodyValues: { h: { value: '<html><frameset><frame src="https://pictures.test/"></frameset>' } },
    };
    const using = ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'];
    const body = JSON.stringify({
      using,
      methodCalls: [['Email/set', { accountId: `a${id}`, create: { letter, frames } }, '0']],
    });
    assert.equal((await fetch(`${url}/jmap/api`, { method: 'POST', headers, body })).status, 200);
    await using visitor = await visit(browser, url);
    const { page } = visitor;
    const asked: string[] = [];
    page.on('request', (request) => void asked.push(request.url()));
    await signIn(page, 'pictures@page.test', PASSWORD);
    const picture = `${url}/picture?url=${encodeURIComponent('https://pictures.test/a.png?b=c')}`;
    const open = async (): Promise<void> => {
      await page.locator('[role=row]').first().click();
      await page.frameLocator('main iframe').getByText('x').waitFor();
    };
    await open();
    assert.ok(!asked.includes(picture));
    const once = page.waitForRequest(picture);
    await page.getByRole('button', { name: 'Show once' }).click();
    await once;
    await page.getByText('wants to load pictures').waitFor({ state: 'detached' });
    await page.reload();
    await open();
    const kept = page.waitForResponse(
      (response) => response.url().endsWith('/account/preferences') && response.request().method() === 'PATCH',
    );
    await page.getByRole('button', { name: 'Always from this sender' }).click();
    await kept;
    await page.reload();
    const always = page.waitForRequest(picture);
    await open();
    await always;
    // The choice is taken back in the menu of a message.
    await page.getByRole('main').getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Stop loading pictures from this sender' }).click();
    await page.getByText('wants to load pictures').waitFor();
    // Frames are not shown, and nothing else stands in their place.
    await page.locator('[role=row]', { hasText: 'frames' }).click();
    const shown = page.frameLocator('main iframe').locator('body > div');
    await page.getByRole('heading', { name: 'frames', exact: true }).waitFor();
    await shown.waitFor({ state: 'attached' });
    assert.equal(await shown.textContent(), '');
    assert.deepEqual(
      asked.filter((each) => !each.startsWith(url)),
      [],
    );
  },
);
