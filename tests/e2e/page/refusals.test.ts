import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { pagePeople, proposeName, row, sayName, write, writing } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const DOMAIN = `refusals-${process.pid}.test`;
const { person } = pagePeople(async () => await sharedFixture(), DOMAIN);
const CHINESE = { locale: 'zh-CN' };

/** Waits for exactly these words, without any text of the server's own. */
const told = (page: Page, words: string): Promise<void> =>
  page.getByText(`操作没有成功：${words}`, { exact: true }).first().waitFor();

test("the server's refusals of folder changes are shown in the user's language", needsBrowser, async () => {
  await using ann = await person('ann', CHINESE);
  const { page } = ann;
  const add = page.getByRole('button', { name: '新建文件夹', exact: true });
  const folder = page.getByRole('navigation').getByRole('button', { name: 'Trips', exact: true });
  await add.click();
  await sayName(page, 'Trips');
  await folder.waitFor();
  await add.click();
  await proposeName(page, 'Trips');
  await told(page, '已有同名的项目。');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '“Trips”的选项' }).click();
  await page.getByRole('menuitem', { name: '重命名…' }).click();
  await proposeName(page, 'a/b');
  await told(page, '名称中不能有斜线（/）。');
  await proposeName(page, 'a\u200eb\u2028c');
  await told(page, '不能使用这个名称，请换一个。');
  await page.keyboard.press('Escape');
  await folder.waitFor();
  assert.deepEqual(ann.faults, []);
});

test(
  "refusals about mail, labels, an identity and the vacation response are shown in the user's language",
  needsBrowser,
  async () => {
    await using ben = await person('ben', CHINESE);
    const { page } = ben;
    const lost = await ben.put('inbox', 'From: x@y.test\nSubject: Lost\n\nx\n');
    await row(page, 'Lost').waitFor();
    // The mail is destroyed just before the server is asked to mark it.
    await page.route('**/jmap/api', async (route) => {
      if (route.request().postData()?.includes('Email/set')) await ben.jmap(['Email/set', { destroy: [lost] }]);
      await route.continue();
    });
    await row(page, 'Lost').click({ modifiers: ['Control'] });
    await page.keyboard.press('s');
    await told(page, '它已不存在。');
    await page.unroute('**/jmap/api');

    await page.getByRole('button', { name: '设置' }).first().click();
    const settings = page.locator('dialog');
    await settings.getByRole('button', { name: '添加地址' }).click();
    await settings.locator('input[name=email]').fill(`someone.else@${DOMAIN}`);
    await settings.getByRole('button', { name: '保存' }).nth(1).click();
    await told(page, '那不是您的地址。');
    const away = settings.locator('section', { has: page.getByRole('heading', { name: '外出回复' }) }).last();
    await away.getByRole('textbox').last().fill('x'.repeat(33_000));
    await away.getByRole('button', { name: '保存' }).click();
    await told(page, '服务器不接受这样的内容。');
  },
);

test(
  "refusals about drafts and settings, and a temporary failure, are shown in the user's language",
  needsBrowser,
  async () => {
    await using cid = await person('cid', CHINESE);
    const { page } = cid;
    await page.route('**/account/preferences', (route) =>
      route.request().method() === 'PATCH'
        ? route.fulfill({
            status: 503,
            contentType: 'application/problem+json',
            json: { status: 503, detail: 'The database is away' },
          })
        : route.continue(),
    );
    await page.route('**/jmap/api', (route) => {
      const isSaving = route.request().postData()?.includes('"draft"') ?? false;
      const refusal = {
        created: null,
        notCreated: { draft: { type: 'overQuota', description: 'The mailbox is full' } },
      };
      if (!isSaving) return route.continue();
      return route.fulfill({ json: { methodResponses: [['Email/set', refusal, '0']], sessionState: 'x' } });
    });
    await page.keyboard.press('c');
    const window = page.locator('form[role=dialog]');
    await window.getByLabel('主题').fill('Draft');
    await window.getByRole('status').getByText('尚未保存：空间不足。内容保留在此设备上。').waitFor();
    await window.getByRole('button', { name: '丢弃草稿' }).click();
    await page.getByRole('button', { name: '设置' }).first().click();
    await page.locator('dialog').getByRole('checkbox', { name: '发件人想知道我是否读过邮件时询问我' }).first().click();
    await told(page, '服务器暂时无法完成，请稍后再试。');
    // Where the server says when to try again, the page tells it: for a password, an export, an import and a file.
    const settings = page.locator('dialog');
    const busy = (status: number) => ({
      status,
      contentType: 'application/problem+json',
      headers: { 'retry-after': '900' },
      json: { type: 'about:blank', status },
    });
    await page.route('**/account/password', (route) => route.fulfill(busy(429)));
    await page.route(/\/account\/(export|mailboxes\/\w+\/import)$/, (route) => route.fulfill(busy(503)));
    await settings.locator('input[name=old]').fill('x');
    await settings.locator('input[name=new]').fill('a quiet street in May');
    await settings.locator('input[name=new]').press('Enter');
    await settings.getByText('尝试次数过多，请15分钟后再试。').waitFor();
    await settings.getByRole('button', { name: '下载全部邮件' }).click();
    const later = settings.getByText('服务器暂时无法完成，请15分钟后再试。');
    await later.waitFor();
    const file = { name: 'a.eml', mimeType: 'message/rfc822', buffer: Buffer.from('Subject: x\n\nx\n') };
    await settings.locator('input[type=file][accept*=mbox]').setInputFiles(file);
    await later.nth(1).waitFor();
    await page.keyboard.press('Escape');
    await page.route('**/jmap/upload/**', (route) => route.fulfill(busy(503)));
    await page.keyboard.press('c');
    await page.locator('form[role=dialog] input[type=file]').first().setInputFiles(file);
    await told(page, '服务器暂时无法完成，请15分钟后再试。');
  },
);

test(
  'an address that the server refuses is marked with the reason and can be corrected in place',
  needsBrowser,
  async () => {
    await using eva = await person('eva');
    const { page } = eva;
    const wrong = `nobody.here@${DOMAIN}`;
    await write(page, `${eva.address}, ${wrong}`, 'To whom', 'Hello');
    const window = writing(page);
    await window.getByRole('button', { name: 'Send', exact: true }).click();
    await window
      .getByRole('alert')
      .getByText(`It was not sent: the server takes no mail for ${wrong}.`, { exact: true })
      .waitFor();
    const chip = window.getByRole('button', { name: `Correct ${wrong}`, exact: true });
    await chip.and(page.locator(':focus')).waitFor();
    assert.equal(await chip.getAttribute('title'), 'The server takes no mail for it.');
    // The server accepts the other recipient.
    assert.equal(await window.getByRole('button', { name: /^Correct/ }).count(), 1);
    await page.keyboard.press('Enter');
    const field = window.getByRole('combobox', { name: 'To', exact: true }).and(page.locator(':focus'));
    await field.waitFor();
    assert.equal(await field.inputValue(), wrong);
    await field.fill('no address');
    await page.keyboard.press('Enter');
    // This is not an address at all.
    await window.getByRole('button', { name: 'Correct no address', exact: true }).waitFor();
    await page.keyboard.press('Control+Enter');
    await window.getByRole('alert').getByText('These are not addresses: no address', { exact: true }).waitFor();
    await window.getByRole('button', { name: 'Correct no address', exact: true }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    // With the wrong address its message disappears.
    await window.getByText('These are not addresses').waitFor({ state: 'detached' });
    await field.waitFor();
    await page.keyboard.press('Control+Enter');
    await window.waitFor({ state: 'detached' });
  },
);

test("when the server is too busy with a user's requests, the page waits and loses nothing", needsBrowser, async () => {
  await using dora = await person('dora');
  const { page } = dora;
  await dora.put('inbox', 'From: x@y.test\nSubject: Busy\n\nx\n');
  await row(page, 'Busy').waitFor();
  let refused = 0;
  const limit = { type: 'urn:ietf:params:jmap:error:limit', status: 400, limit: 'maxConcurrentRequests' };
  await page.route('**/jmap/api', (route) => {
    if (!route.request().postData()?.includes('$flagged') || refused === 2) return route.fallback();
    refused++;
    return route.fulfill({ status: 400, contentType: 'application/problem+json', json: limit });
  });
  await row(page, 'Busy').click({ modifiers: ['Control'] });
  await page.keyboard.press('s');
  const isStarred = async (): Promise<true | undefined> => {
    const [found] = await dora.jmap(['Email/query', { filter: { hasKeyword: '$flagged' } }]);
    return String(found?.ids) !== '' || undefined;
  };
  await eventually('it is starred', isStarred);
  assert.equal(refused, 2);

  // A list that is read before the server has removed the star shows it as the person left it.
  await page.unroute('**/jmap/api');
  const [held, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await page.route('**/jmap/api', async (route) => {
    if (route.request().postData()?.includes('$flagged')) {
      held.resolve();
      await go.promise;
    }
    await route.fallback();
  });
  await page.keyboard.press('s');
  await held.promise;
  await dora.put('inbox', 'From: x@y.test\nSubject: Late\n\nx\n');
  await page.getByRole('button', { name: '1 new message', exact: true }).waitFor();
  assert.equal(await row(page, 'Busy').getByLabel('Remove star').count(), 0);
  go.resolve();
  await eventually('it is starred no more', async () => !(await isStarred()) || undefined);

  // A request that exceeds a limit by itself is not tried again.
  let times = 0;
  await page.unroute('**/jmap/api');
  await page.route('**/jmap/api', (route) => {
    if (!route.request().postData()?.includes('$flagged')) return route.fallback();
    times++;
    return route.fulfill({
      status: 400,
      contentType: 'application/problem+json',
      json: { ...limit, limit: 'maxSizeRequest' },
    });
  });
  await page.keyboard.press('s');
  await page.getByText('That did not work').first().waitFor();
  assert.equal(times, 1);
});
