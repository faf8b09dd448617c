import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { transaction } from '@postroom/database';
import {
  addDomain,
  CLOSED,
  type JoinPolicy,
  listApplications,
  makeInvitation,
  setJoinPolicy,
} from '@postroom/directory';
import { approve } from '@postroom/joining';
import type { Page } from 'playwright-core';
import { PASSWORD as ACCOUNT_PASSWORD } from '../../support/accounts.ts';
import { closeWindows, keptBrowser, needsBrowser, signIn, type Visitor, visit } from '../../support/browser.ts';
import type { Fixture } from '../../support/fixture.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

// Stories of people who do not have a mailbox here yet.

let fixture: Fixture | undefined;
after(async () => {
  await closeWindows();
  await fixture?.[Symbol.asyncDispose]();
});

const PASSWORD = 'a quiet street in May';

/** Adds a domain that people may join under this policy. */
async function domain(name: string, policy: Partial<JoinPolicy>): Promise<void> {
  fixture ??= await sharedFixture();
  const { pool } = fixture.stage;
  await addDomain(pool, name, { postmaster: 'ops@elsewhere.example' });
  await transaction(pool, (tx) => setJoinPolicy(tx, name, { ...CLOSED, ...policy }));
}

/** Opens /join and chooses the domain, where there are several. */
async function applicant(
  chosen: string | undefined,
  options: Parameters<typeof visit>[2] = {},
  hash = '',
): Promise<Visitor> {
  fixture ??= await sharedFixture();
  const url = `http://127.0.0.1:${fixture.platform.ports.HTTP_PORT}`;
  const visitor = await visit(await keptBrowser(), url, options);
  await visitor.page.goto(`${url}/join${hash}`);
  const select = visitor.page.locator('select');
  if (chosen !== undefined) {
    await visitor.page.locator('#name').waitFor();
    if ((await select.count()) > 0) await select.selectOption(chosen);
  }
  return visitor;
}

async function fill(page: Page, name: string, password = PASSWORD): Promise<void> {
  await page.fill('#name', name);
  await page.fill('#password', password);
}

test('a visitor signs up, is logged in, and reads the welcome mail', needsBrowser, async () => {
  await domain('join-open.test', { mode: 'open', quotaBytes: 1024 ** 3 });
  await using visitor = await applicant('join-open.test');
  const { page } = visitor;
  await page.getByRole('button', { name: 'Get this mailbox' }).click();
  await page.getByText('Choose a name for your address.').waitFor();
  await page.fill('#name', 'postmaster');
  await page.getByText('reserved for the people who run this server').waitFor();
  await page.fill('#name', 'Ann.Lee');
  await page.getByText('ann.lee@join-open.test is free').waitFor();
  await page.getByLabel('Your name').fill('Ann Lee');
  await page.fill('#password', 'Password2026');
  await page.getByRole('button', { name: 'Get this mailbox' }).click();
  await page.getByText('the first that others try').waitFor();
  await page.locator('#password:focus').waitFor();
  await page.fill('#password', PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Your mailbox is open' }).waitFor();
  await page.getByText('ann.lee@join-open.test').waitFor();
  await page.getByRole('button', { name: 'Go to your mail' }).click();
  await page.locator('[role=row]', { hasText: 'Welcome, Ann Lee' }).click();
  await page.getByText('Most programs find the rest by themselves').last().waitFor();
  assert.deepEqual(
    visitor.faults.filter((fault) => !/status of 400/.test(fault)),
    [],
  );

  await using late = await applicant('join-open.test');
  await late.page.fill('#name', 'ANN.LEE');
  await late.page.getByText('Somebody already has that address.').waitFor();
});

test('an invitation link works once, and its code is in no page request', needsBrowser, async () => {
  await domain('join-before.test', { mode: 'open' });
  await domain('join-code.test', { mode: 'invitation' });
  assert.ok(fixture);
  const { code } = await makeInvitation(fixture.stage.pool, { domain: 'join-code.test', uses: 1, days: 1, note: '' });
  const asked: string[] = [];
  {
    // A link with a code leads to the domain that asks for one, whichever domain is the first.
    await using visitor = await applicant(undefined, {}, `#code=${code}`);
    const { page } = visitor;
    page.on('request', (request) => asked.push(request.url()));
    await page.locator(`#code[value="${code}"]`).waitFor();
    await fill(page, 'ben');
    await page.evaluate("location.hash = '#code=EEEE-FFFF-GGGG-HHHH'");
    await page.locator('#code[value="EEEE-FFFF-GGGG-HHHH"]').waitFor();
    assert.equal(await page.inputValue('#name'), 'ben');
    await page.fill('#code', 'AAAA-BBBB-CCCC-DDDD');
    await page.getByRole('button', { name: 'Get this mailbox' }).click();
    await page.getByText('This code is not valid here').waitFor();
    await page.fill('#code', code.toLowerCase().replaceAll('-', ''));
    await page.getByRole('button', { name: 'Get this mailbox' }).click();
    await page.getByRole('heading', { name: 'Your mailbox is open' }).waitFor();
  }
  assert.ok(asked.length > 0 && asked.every((url) => !url.includes(code)));
  await using second = await applicant('join-code.test', {}, `#code=${code}`);
  await fill(second.page, 'cid');
  await second.page.getByRole('button', { name: 'Get this mailbox' }).click();
  await second.page.getByText('This code has been used up').waitFor();
});

test('an application can be followed at its own link until somebody decides on it', needsBrowser, async () => {
  await domain('join-asked.test', { mode: 'approval' });
  assert.ok(fixture);
  await using visitor = await applicant('join-asked.test', { locale: 'zh-CN' });
  const { page } = visitor;
  await fill(page, 'dora');
  await page.fill('#reason', '我住在三楼');
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByRole('heading', { name: '您的申请正在等待审核' }).waitFor();
  await page.waitForURL(/\/join#application=[\w-]{43}$/);
  const link = page.url();
  assert.equal(await page.inputValue('#link'), link);
  const [found] = await listApplications(fixture.stage.pool, { domain: 'join-asked.test', limit: 1 });
  assert.deepEqual([found?.reason, found?.state], ['我住在三楼', 'pending']);
  await page.route('**/join/applications/state', (route) => route.abort());
  await page.getByRole('button', { name: '重新查看' }).click();
  await page.getByText('无法连接服务器，请稍后重新查看。', { exact: true }).waitFor();
  await page.unroute('**/join/applications/state');
  // A refusal by the server itself is not called unreachable.
  for (const [status, said] of [
    [429, '来自您所在网络的请求过多，请15分钟后再试，不会丢失任何内容。'],
    [503, '服务器暂时无法完成，请15分钟后再试，不会丢失任何内容。'],
    [500, '操作没有成功，服务器未说明原因，请稍后重新查看。'],
  ] as const) {
    const problem = { status, contentType: 'application/problem+json', json: { type: 'about:blank', status } };
    await page.route('**/join/applications/state', (route) =>
      route.fulfill({ ...problem, headers: { 'retry-after': '900' } }),
    );
    await page.getByRole('button', { name: '重新查看' }).click();
    await page.getByText(said, { exact: true }).waitFor();
    await page.unroute('**/join/applications/state');
  }
  await approve(fixture.stage, { hostname: 'a.test', servers: [], publicUrl: '' }, found?.id as number, '欢迎！');
  await page.getByRole('button', { name: '重新查看' }).click();
  await page.getByRole('heading', { name: '您的邮箱已开通' }).waitFor();
  await page.getByText('欢迎！').waitFor();
  await page.reload();
  await page.getByRole('heading', { name: '您的邮箱已开通' }).waitFor();
  await page.goto(`${link.slice(0, -3)}xyz`);
  await page.getByText('找不到这份申请').waitFor();
});

test('joining works by keyboard alone, fits a phone, and axe finds no serious problem', needsBrowser, async () => {
  await domain('join-keys.test', { mode: 'approval', names: 'any' });
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  for (const [locale, colorScheme, width] of [
    ['en-GB', 'light', 1440],
    ['zh-CN', 'dark', 320],
  ] as const) {
    const options = { locale, colorScheme, viewport: { width, height: 700 }, bypassCSP: true };
    await using visitor = await applicant('join-keys.test', options);
    const { page } = visitor;
    const look = async (what: string): Promise<void> => {
      await page.evaluate(axe);
      const { violations } = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as {
        violations: { id: string; impact: string; nodes: { html: string }[] }[];
      };
      assert.deepEqual(
        violations
          .filter(({ impact }) => impact !== 'minor')
          .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`),
        [],
        `${what} in ${locale}`,
      );
      const inside = (await page.evaluate('document.documentElement.scrollWidth')) as number;
      assert.ok(inside <= width, `${what} is ${inside} wide`);
    };
    await look('the form');
    await page.focus('#name');
    await page.keyboard.type('a..b');
    await page.locator('#name[aria-invalid=true]').waitFor();
    await look('a fault');
    await page.fill('#name', `eve.${width}`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    assert.equal(await page.inputValue('#password'), PASSWORD);
    await page.keyboard.press('Enter');
    await page.locator('#link').waitFor();
    await page.locator('h1:focus').waitFor();
    await look('an application');
  }
});

test('an owner requests deletion of the account, is told by mail, and cancels the deletion', needsBrowser, async () => {
  fixture ??= await sharedFixture();
  const accountId = await fixture.stage.account('leaver@join-leave.test');
  await using visitor = await visit(await keptBrowser(), `http://127.0.0.1:${fixture.platform.ports.HTTP_PORT}`);
  const { page } = visitor;
  await signIn(page, 'leaver@join-leave.test', ACCOUNT_PASSWORD);
  const settings = async () => {
    await page.getByRole('navigation').getByRole('button', { name: 'Settings', exact: true }).first().click();
    return page.getByRole('dialog').locator('section', { hasText: 'Delete this account' }).last();
  };
  const section = await settings();
  await section.getByLabel('Password').fill('wrong');
  await section.getByRole('button', { name: 'Delete my account' }).click();
  await section.getByText('The current password is wrong.').waitFor();
  await section.getByLabel('Password').fill(ACCOUNT_PASSWORD);
  await section.getByRole('button', { name: 'Delete my account' }).click();
  await section.getByText('This account will be deleted with all its mail on').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('[role=row]', { hasText: 'Your account is going to be deleted' }).waitFor();
  await page.reload();
  await page.locator('[role=row]').first().waitFor();
  const again = await settings();
  await again.getByRole('button', { name: 'Keep my account' }).click();
  await again.getByText('The account stays.').waitFor();
  const { rowCount } = await fixture.stage.pool.query('select 1 from departures where account_id = $1', [accountId]);
  assert.equal(rowCount, 0);
});
