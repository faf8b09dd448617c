import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsBrowser } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { letGo, pagePeople, row } from '../../support/page-people.ts';
import { sharedFixture } from '../../support/shared-fixture.ts';

const DOMAIN = `invitations-${process.pid}.test`;
const { person, letter, behind } = pagePeople(async () => await sharedFixture(), DOMAIN);

const calendar = (method: string, lines: readonly string[]) =>
  [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', `METHOD:${method}`, 'BEGIN:VEVENT', 'UID:meeting@x.test'],
    ...['DTSTAMP:20261101T100000Z', ...lines, 'END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n');

const MEETING = [
  ...['SUMMARY:Planning <b>the</b> boat', 'LOCATION:Harbour\\, room 2', 'DTSTART;TZID=Europe/Berlin:20261130T123000'],
  ...['DTEND;TZID=Europe/Berlin:20261130T133000', 'RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=5'],
  ...[`ORGANIZER;CN=Olga Berg:mailto:olga@${DOMAIN}`, `ATTENDEE;CN=Ann:mailto:ANN@${DOMAIN}`],
  'ATTENDEE;CN=Ben Ode;PARTSTAT=ACCEPTED:mailto:ben@y.test',
];

test(
  'an invitation is shown as a card and answered there; the organizer and other windows see the answer',
  needsBrowser,
  async () => {
    await using olga = await person('olga');
    await using ann = await person('ann', { timezoneId: 'America/New_York' });
    const { page, context } = ann;
    const icalEvent = { method: 'REQUEST', content: calendar('REQUEST', MEETING) };
    await letter('olga', 'ann', { subject: 'Boat', text: 'Please come', icalEvent });
    await letter('olga', 'ann', { subject: 'No invitation', text: 'x' });
    // A row that arrives now would move the others, so this waits for it before the click.
    await row(page, 'No invitation').waitFor();
    await row(page, 'Boat')
      .getByText(/, invitation$/)
      .waitFor();
    assert.equal(
      await row(page, 'No invitation')
        .getByText(/, invitation$/)
        .count(),
      0,
    );
    await row(page, 'Boat').click();
    const card = page.getByRole('main').getByRole('region', { name: 'Invitation: Planning <b>the</b> boat' });
    await card.getByText(/30 November 2026.*06:30–07:30/).waitFor();
    await card.getByText('12:30–13:30 (Europe/Berlin)').waitFor();
    await card.getByText('Every 2 weeks on Monday and Wednesday, 5 times in all').waitFor();
    await card.getByText('Harbour, room 2').waitFor();
    await card.getByText(`Olga Berg <olga@${DOMAIN}>`).waitFor();
    await card.getByText('you and Ben Ode (coming)').waitFor();

    const second = await context.newPage();
    await second.goto(page.url());
    await row(second, 'Boat').click();
    const there = second.getByRole('region', { name: /^Invitation/ });
    await there.getByRole('button', { name: 'Maybe' }).waitFor();
    await card.getByRole('button', { name: 'Decline' }).click();
    await card.getByText('You have declined.').waitFor();
    // In time, while it can be taken back.
    await page.getByRole('button', { name: 'Undo' }).click();
    await card.getByText('You have declined.').waitFor({ state: 'detached' });
    await page.getByText('Taken back. Nobody was told.').first().waitFor();
    await eventually('its answer goes', async () => (await ann.subjects('sent')).length === 0);
    await card.getByRole('button', { name: 'Accept' }).click();
    await there.getByText('You have accepted.').waitFor();
    assert.equal(await there.getByRole('button', { name: 'Accept' }).getAttribute('aria-pressed'), 'true');

    // The organizer gets the answer when it is not taken back, in the form that calendars expect (RFC 6047 2.4).
    await letGo(ann, await behind());
    const answer = row(olga.page, 'Accepted: Planning');
    await answer.waitFor();
    await answer.click();
    const said = olga.page.getByRole('region', { name: /^Invitation/ });
    await said.getByText('ann is coming.').waitFor();
    assert.equal(await said.getByRole('button').count(), 0, 'nobody asks for an answer to an answer');
    const [email] = await olga.jmap(['Email/query', { filter: { subject: 'Accepted' } }]);
    const [got] = await olga.jmap([
      'Email/get',
      { ids: email?.ids, properties: ['attachments'], bodyProperties: ['type', 'header:Content-Type'] },
    ]);
    const [mail] = (got?.list ?? []) as { attachments: { 'header:Content-Type': string }[] }[];
    assert.match(mail?.attachments[0]?.['header:Content-Type'] ?? '', /^ text\/calendar;.* method=REPLY/s);
    assert.deepEqual([ann.faults, olga.faults], [[], []]);
  },
);

test(
  'a cancelled meeting asks for no answer, and a malformed calendar is shown as text without harm',
  needsBrowser,
  async () => {
    await using bea = await person('bea', { locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
    const { page } = bea;
    const mail = (subject: string, content: string) =>
      `From: o@y.test\nTo: bea@${DOMAIN}\nSubject: ${subject}\nMIME-Version: 1.0\nContent-Type: text/calendar; charset=utf-8\n\n${content}`;
    await bea.put('inbox', mail('Off', calendar('CANCEL', MEETING)));
    const strange = [
      ...['SUMMARY:<img src=x onerror=alert(1)>\\n\u202Eabc', 'DTSTART;TZID=Mars/Crater:20261130T123000'],
      ...['RRULE:FREQ=SECONDLY;COUNT=999999999', 'ORGANIZER:mailto:o@y.test'],
      ...Array.from({ length: 900 }, (_, at) => `ATTENDEE;CN=Guest ${at}:mailto:g${at}@y.test`),
    ];
    await bea.put('inbox', mail('Strange', calendar('REQUEST', strange)));
    await row(page, 'Strange').waitFor();
    await row(page, 'Off').click();
    const card = page.getByRole('main').getByRole('region', { name: /^邀请/ });
    await card.getByText('已取消').waitFor();
    await card.getByText('2026年11月30日星期一 19:30–20:30').waitFor();
    await card.getByText('每 2 周的星期一和星期三，共 5 次').waitFor();
    assert.equal(await card.getByRole('button').count(), 0);
    await row(page, 'Strange').click();
    await card.getByText('<img src=x onerror=alert(1)> abc').waitFor();
    await card.getByText('（Mars/Crater）').waitFor();
    await card.getByText('会重复举行。').waitFor();
    await card.getByText('另有 892 人').waitFor();
    await card.getByRole('group', { name: '您的答复' }).getByRole('button', { name: '谢绝' }).waitFor();
    assert.deepEqual(bea.faults, []);
  },
);

test('an invitation attached as a file, known by its type or its name, is shown as a card', needsBrowser, async () => {
  await using nils = await person('nils');
  const { page } = nils;
  const files = [
    ['a', { contentType: 'text/calendar; method=REQUEST', filename: 'meeting.ics' }],
    ['b', { contentType: 'application/ics', filename: 'invite.ics' }],
    ['c', { contentType: 'application/octet-stream', filename: 'Einladung.ICS' }],
  ] as const;
  for (const [uid, file] of files) {
    const meeting = [...MEETING, 'ATTENDEE:mailto:nils@y.test'];
    const content = calendar('REQUEST', meeting).replace('UID:meeting', `UID:${uid}`);
    await letter('olga', 'nils', { subject: `As a file ${uid}`, text: 'x', attachments: [{ ...file, content }] });
  }
  // While the pointer is on the list, new rows would wait above it, so all must be there first.
  for (const [uid] of files) await row(page, `As a file ${uid}`).waitFor();
  for (const [uid, { filename }] of files) {
    const mail = row(page, `As a file ${uid}`);
    await mail.getByText(/, invitation$/).waitFor();
    await mail.click();
    const main = page.getByRole('main');
    await main.getByRole('heading', { name: `As a file ${uid}` }).waitFor();
    await main.getByRole('region', { name: 'Invitation: Planning' }).getByText('Harbour, room 2').waitFor();
    await main.getByRole('button', { name: 'Maybe' }).waitFor();
    await main.getByRole('button', { name: `Look at ${filename}` }).waitFor();
  }
  assert.deepEqual(nils.faults, []);
});

test(
  'an older invitation shows that the meeting was changed or cancelled later, and asks for no answer',
  needsBrowser,
  async () => {
    await using cid = await person('cid');
    const { page } = cid;
    const mail = (subject: string, method: string, lines: readonly string[], from = `olga@${DOMAIN}`) =>
      `From: ${from}\nTo: cid@${DOMAIN}\nMessage-ID: <${subject}@x>\nSubject: ${subject}\nMIME-Version: 1.0\nContent-Type: text/calendar; charset=utf-8\n\n${calendar(method, lines)}`;
    const at = (minute: number) => new Date(Date.UTC(2026, 10, 2, 10, minute));
    await cid.put('inbox', mail('Plan', 'REQUEST', MEETING), {}, at(1));
    await cid.put('inbox', mail('Forged', 'CANCEL', [...MEETING, 'SEQUENCE:7'], 'x@elsewhere.test'), {}, at(2));
    const card = page.getByRole('main').getByRole('region', { name: /^Invitation/ });
    await row(page, 'Forged').waitFor();
    await row(page, 'Plan').click();
    await card.getByRole('button', { name: 'Accept' }).waitFor();
    // The newer version arrives while the first one is open.
    await cid.put('inbox', mail('Later', 'REQUEST', [...MEETING, 'SEQUENCE:1']), {}, at(3));
    await card.getByText('a newer version of this arrived').waitFor();
    assert.equal(await card.getByRole('button', { name: 'Accept' }).count(), 0);
    await card.getByRole('button', { name: 'Open that message' }).click();
    await page.getByRole('heading', { name: 'Later', level: 1 }).waitFor();
    await card.getByRole('button', { name: 'Accept' }).waitFor();
    await cid.put('inbox', mail('Off', 'CANCEL', [...MEETING, 'SEQUENCE:2']), {}, at(4));
    await card.getByText('this was cancelled').waitFor();
    await row(page, 'Off').waitFor();
    await row(page, 'Plan').click();
    await card.getByText('this was cancelled').waitFor();
    assert.deepEqual(cid.faults, []);
  },
);

test(
  'a cancellation counts only if its sender is proved as well as the organizer, and is found among much other mail',
  needsBrowser,
  async () => {
    await using fay = await person('fay');
    const { page } = fay;
    const meeting = MEETING.map((line) => line.replace('mailto:olga@', 'mailto:ivo@').replace('ANN@', 'fay@'));
    const invite = (subject: string, method: string, more: readonly string[]) =>
      letter('ivo', 'fay', {
        subject,
        text: 'About the boat',
        icalEvent: { method, content: calendar(method, [...meeting, ...more]) },
      });
    await invite('Regatta', 'REQUEST', []);
    await row(page, 'Regatta').waitFor();
    const head = `From: ivo@${DOMAIN}\nTo: fay@${DOMAIN}\nMIME-Version: 1.0\n`;
    const content = calendar('CANCEL', [...meeting, 'SEQUENCE:7']);
    // It came in a way that does not check its author.
    await fay.put('inbox', `${head}Subject: Forged\nContent-Type: text/calendar; charset=utf-8\n\n${content}`);
    await row(page, 'Forged').waitFor();
    const card = page.getByRole('main').getByRole('region', { name: /^Invitation/ });
    await row(page, 'Regatta').click();
    await card.getByRole('button', { name: 'Accept' }).waitFor();
    for (let at = 0; at < 55; at++)
      await fay.put('inbox', `${head}Subject: Other ${at}\nContent-Type: text/plain\n\nmeeting`);
    assert.equal(await card.getByText('this was cancelled').count(), 0);
    await invite('Regatta off', 'CANCEL', ['SEQUENCE:1']);
    await card.getByText('this was cancelled').waitFor();
    assert.deepEqual(fay.faults, []);
  },
);

test('an answer given offline is sent once online, and can be changed until then', needsBrowser, async () => {
  await using eva = await person('eva');
  await using dora = await person('dora');
  const { page, context } = dora;
  const meeting = MEETING.map((line) => line.replace('mailto:olga@', 'mailto:eva@').replace('ANN@', 'dora@'));
  const icalEvent = { method: 'REQUEST', content: calendar('REQUEST', meeting) };
  await letter('eva', 'dora', { subject: 'Walk', text: 'Please come', icalEvent });
  await page.getByRole('button', { name: 'Inbox 1 unread', exact: true }).waitFor();
  await row(page, 'Walk').click();
  const card = page.getByRole('main').getByRole('region', { name: /^Invitation/ });
  await card.getByRole('button', { name: 'Accept' }).waitFor();
  await page.getByText('No connection').waitFor({ state: 'detached' });
  // Waits for the unread count, so that marking as read does not wait for the connection too.
  await page.getByRole('button', { name: 'Inbox', exact: true }).waitFor();
  await context.setOffline(true);
  await card.getByRole('button', { name: 'Accept' }).click();
  await page.getByText('Your answer goes out when there is a connection.').first().waitFor();
  await card.getByRole('button', { name: 'Decline' }).click();
  await card.getByText('You have declined.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await card.getByText('You have accepted.').waitFor();
  await card.getByRole('button', { name: 'Maybe' }).click();
  // The new answer replaces the waiting one.
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await page.getByText('1 change waits.').waitFor();
  // The connection breaks again when the server has the answer.
  let isCut = false;
  await page.route('**/jmap/api', async (route) => {
    if (isCut || !route.request().postData()?.includes('"HOLDFOR"')) return route.continue();
    isCut = true;
    await route.fetch();
    return route.abort('connectionreset');
  });
  await context.setOffline(false);
  await page.getByText('The change you made offline is saved.').first().waitFor();
  assert.ok(isCut);
  await letGo(dora, await behind());
  await row(eva.page, 'Maybe: Planning').waitFor();
  assert.deepEqual(await dora.subjects('sent'), ['Maybe: Planning <b>the</b> boat']);
  const [submissions] = await dora.jmap(['EmailSubmission/query', {}]);
  assert.equal(((submissions?.ids ?? []) as unknown[]).length, 1);
  assert.deepEqual(eva.faults, []);
});
