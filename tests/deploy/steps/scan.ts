import assert from 'node:assert/strict';
import { EICAR, gtube } from '@postroom/testkit';
import { eventually } from '../../support/eventually.ts';
import { sumOf } from '../../support/metrics.ts';
import { docker, hasImage, metricsOf } from '../engine.ts';
import { load, openDeployFixture, settle, start, step, stop } from '../fixture.ts';
import { bring, type Login, lastByPop3, receivedByImap, submit } from '../mail.ts';
import { ALICE, BOB, imageOf, SCANNERS } from '../setting.ts';

/** Checks that rspamd and clamd scan each message before its 250, turned on as docs/deploy.md describes. */
export async function scan(): Promise<void> {
  for (const image of [imageOf('rspamd'), imageOf('clamav')]) {
    if (!(await hasImage(image))) return console.log(`skipped scan: no image ${image}`);
  }
  await using here = await openDeployFixture('scan', [], {
    COMPOSE_PROFILES: 'scan',
    RSPAMD_URL: 'http://rspamd:11333',
    CLAMD_ADDRESS: 'clamav:3310',
  });
  const { project, ports } = here;
  await start(here, 'the platform is started with the profile scan', SCANNERS);
  const alice: Login = { ca: await here.ca(), user: ALICE };
  const answer = (message: string) => bring(message, ports.SMTP_PORT, ALICE);
  const arrived = (subject: string, mailbox: string) =>
    receivedByImap(alice, ports.IMAPS_PORT, true, subject, { mailbox });
  const inside = async (scanner: string, script: string) =>
    docker('exec', (await project.containers(scanner))[0] as string, 'sh', '-c', script);
  const count = async (scanner: string, result: string) => {
    const metrics = await metricsOf((await project.containers('smtp-ingress'))[0] as string);
    return sumOf(metrics, 'postroom_scans_total', `scanner="${scanner}",result="${result}"`);
  };
  const header = (subject: string) =>
    `From: sender@elsewhere.test\r\nTo: ${ALICE}\r\nSubject: ${subject}\r\nDate: Wed, 25 Nov 2026 10:00:00 +0000\r\nMessage-ID: <${subject}@elsewhere.test>\r\n`;
  const spam = `${header('spam')}\r\n${gtube('X')}`;
  const virus = `${header('virus')}MIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(EICAR).toString('base64')}`;

  await step('the scanners are locked in', async () => {
    for (const scanner of SCANNERS) {
      assert.doesNotMatch(await inside(scanner, 'id'), /uid=0/);
      await assert.rejects(inside(scanner, 'touch /x'), /Read-only file system/);
    }
    return `not root, root file system read-only: ${await inside('rspamd', 'rspamd --version')}, ${await inside('clamav', 'clamd --version')}`;
  });
  await step('mail from another server and from our users is shown to both, and filed', async () => {
    assert.match(await answer(`${header('well')}\r\nhello`), /^250 /);
    await arrived('well', 'INBOX');
    await submit(alice, ports.SUBMISSION_PORT, ALICE, 'ours');
    await arrived('ours', 'INBOX');
    for (const scanner of ['rspamd', 'clamd']) assert.equal(await count(scanner, 'clean'), 2);
  });
  await step('what rspamd wants marked (no From, To, Date and Message-ID) is filed as \\Junk', async () => {
    assert.match(await answer('Subject: bare\r\n\r\nhello'), /^250 /);
    await arrived('bare', 'Junk');
  });
  await step('GTUBE is refused', () => refused(answer(spam)));
  await step('EICAR in an attachment is refused', () => refused(answer(virus)));
  await step('what our users send is signed, once rspamd has a key of their domain', async () => {
    const keygen = 'rspamadm dkim_keygen -b 2048 -s dkim -d $d -k dkim/$d.dkim.key';
    await inside('rspamd', `d=postroom.test; cd /var/lib/rspamd; mkdir -p dkim; ${keygen}`);
    await submit(alice, ports.SUBMISSION_PORT, ALICE, 'signed');
    await arrived('signed', 'INBOX');
    assert.match(await lastByPop3(alice, ports.POP3S_PORT), /^DKIM-Signature: .*?d=postroom\.test;/ms);
    const forged = header('forged').replace('sender@elsewhere.test', BOB);
    assert.match(await answer(`${forged}\r\nhello`), /^250 /);
    await arrived('forged', 'INBOX');
    assert.doesNotMatch(await lastByPop3(alice, ports.POP3S_PORT), /^DKIM-Signature:/m);
    return "a stranger's forgery is not, which comes from a private address";
  });
  await step('the web interface of rspamd wants the password that setup made', async () => {
    const stat = async (headers: Record<string, string>) =>
      (await fetch(`http://127.0.0.1:${ports.RSPAMD_PORT}/stat`, { headers })).status;
    const [, Password = ''] = /"(.+)"/.exec(await inside('rspamd', 'cat /run/secrets/rspamd/controller.inc')) ?? [];
    assert.equal(await stat({ Password }), 200);
    const refusal = await stat({});
    assert.ok(refusal === 401 || refusal === 403);
    return `${refusal} without it`;
  });
  await step('rspamd remembers in its own Redis', async () => {
    const keys = await inside('rspamd-redis', 'redis-cli --scan');
    assert.match(keys, /^rs_history/m);
    return `${keys.split('\n').length} keys, its history is one`;
  });

  for (const [scanner, name, bad] of [
    ['rspamd', 'rspamd', spam],
    ['clamav', 'clamd', virus],
  ] as const) {
    await step(`${scanner} is killed while mail flows, and started again`, async () => {
      await using running = load(here);
      await running.accepted(50);
      const before = await count(name, 'failed');
      const [id] = (await project.containers(scanner)) as [string];
      await docker('kill', id);
      await running.accepted(50);
      assert.match(await answer(bad), /^250 /);
      await docker('start', id);
      await project.healthy([scanner]);
      const unscanned = (await count(name, 'failed')) - before;
      assert.ok(unscanned > 0);
      const reply = await refused(answer(bad));
      await running.accepted(50);
      assert.equal((await count(name, 'failed')) - before, unscanned);
      return `${await settle(here, running)}; ${unscanned} came in unscanned; then again ${reply}`;
    });
  }
  await step('clamav without signatures and without a way out to fetch them', async () => {
    const [id] = (await project.containers('clamav')) as [string];
    const outside = `${project.name}_outside`;
    const began = new Date().toISOString();
    await inside('clamav', 'cd /var/lib/clamav && mkdir away && mv *.c?d away');
    await docker('network', 'disconnect', outside, id);
    await docker('restart', id);
    const log = () => docker('logs', '--since', began, id);
    const said = await eventually('word of it', async () => /^No signatures yet.*/m.exec(await log())?.[0], 60_000);
    assert.match(await answer(virus), /^250 /);
    assert.equal(await docker('inspect', '-f', '{{.State.Health.Status}}', id), 'starting');
    await docker('network', 'connect', '--alias', 'clamav', outside, id);
    await inside('clamav', 'cd /var/lib/clamav && mv away/* . && rmdir away');
    await project.healthy(['clamav']);
    return `"${said}" Once they are there: ${await refused(answer(virus))}`;
  });
  await stop(here, SCANNERS);
}

async function refused(answer: Promise<string>): Promise<string> {
  const reply = await answer;
  assert.match(reply, /^550 5\.7\.1 /);
  return reply;
}
