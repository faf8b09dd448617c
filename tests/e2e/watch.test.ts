import assert from 'node:assert/strict';
import { glob, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort, serviceNames } from '@postroom/launch';
import { Wire } from '@postroom/testkit';
import { parse } from 'yaml';
import { eventually } from '../support/eventually.ts';
import { openFixture } from '../support/fixture.ts';
import { imapflow, nodemailer } from '../support/mail-programs.ts';
import { metricsTable, scrape, sumOf } from '../support/metrics.ts';
import { Pop3Session } from '../support/pop3-session.ts';
import { program } from '../support/programs.ts';

// The documented table of metrics, the dashboards and the alerts fit what a running platform exposes.

const root = fileURLToPath(new URL('../../', import.meta.url));
const guide = `${root}docs/operations.md`;
const rulesFile = `${root}deploy/prometheus/rules/postroom.yml`;
const ruleTests = `${root}deploy/prometheus/rules.test.yml`;
// HTTPS is off by default and has metrics of its own.
const fixture = await openFixture({ env: { HTTPS_PORT: String(await freePort()) } });
after(() => fixture[Symbol.asyncDispose]());
const { platform, stage } = fixture;
const { ports, fleet } = platform;
const address = 'alice@postroom.test';
const alice = await stage.account(address);

async function metricsOf(service: string): Promise<string> {
  const { spec } = fleet.process(service);
  return (await fetch(`http://127.0.0.1:${spec.env.HEALTH_PORT}/metrics`)).text();
}

test('metrics count a mail and the sessions that read it', async () => {
  {
    using transport = nodemailer(fixture, address);
    await transport.sendMail({ from: address, to: address, subject: 'hello', text: 'hello' });
  }
  await stage.messages(alice, 1);
  {
    await using client = await imapflow(fixture, address);
    await client.mailboxOpen('INBOX');
    await client.fetchOne('1', { envelope: true });
    const metrics = await metricsOf('imap-access');
    assert.equal(sumOf(metrics, 'postroom_connections', 'protocol="imap"'), 1);
    assert.equal(sumOf(metrics, 'postroom_sessions'), 1);
    assert.equal(sumOf(metrics, 'postroom_command_seconds_count', 'command="SELECT"'), 1);
  }
  {
    await using session = await Pop3Session.login(ports.POP3_PORT, address);
    assert.ok(session);
  }
  await using wire = await Wire.connect({ port: ports.POP3_PORT });
  await wire.expect(/^\+OK/);
  await wire.ask(`USER ${address}`, /^\+OK/);
  await wire.ask('PASS wrong', /^-ERR/);

  const ingress = await metricsOf('smtp-ingress');
  assert.equal(sumOf(ingress, 'postroom_mails_accepted_total', 'role="submission"'), 1);
  assert.equal(sumOf(ingress, 'postroom_accept_seconds_count'), 1);
  assert.equal(sumOf(ingress, 'postroom_logins_total', 'protocol="smtp"'), 1);
  const worker = await metricsOf('delivery-worker');
  assert.equal(sumOf(worker, 'postroom_deliveries_delivered_total'), 1);
  assert.equal(sumOf(worker, 'postroom_delivery_seconds_count', 'kind="local"'), 1);
  const pop3 = await metricsOf('pop3-access');
  assert.equal(sumOf(pop3, 'postroom_logins_total'), 1);
  assert.equal(sumOf(pop3, 'postroom_auth_failures_total', 'reason="authentication-failed"'), 1);
  for (const { spec } of fleet.processes) {
    const metrics = await metricsOf(spec.name);
    for (const name of ['postroom_ready', 'postroom_redis_up'])
      assert.equal(sumOf(metrics, name), 1, `${spec.name} ${name}`);
    assert.ok(sumOf(metrics, 'postroom_redis_publish_seconds') > 0, spec.name);
    assert.ok(sumOf(metrics, 'postroom_postgres_pool_connections') > 0, spec.name);
    assert.equal(sumOf(metrics, 'postroom_postgres_pool_waiting'), 0, spec.name);
  }
});

test('closed connections are no longer counted, after STARTTLS too', async () => {
  const open = async (service: string) => sumOf(await metricsOf(service), 'postroom_connections');
  {
    await using wire = await Wire.connect({ port: ports.SUBMISSION_PORT });
    await wire.expect(/^220 /);
    await wire.line('EHLO x.test');
    await wire.until(/^250 /);
    await wire.ask('STARTTLS', /^220 /);
    await wire.upgrade();
    await wire.line('EHLO x.test');
    await wire.until(/^250 /);
    assert.equal(await open('smtp-ingress'), 1);
  }
  for (const service of ['smtp-ingress', 'imap-access', 'pop3-access']) {
    await eventually(`nobody is at ${service}`, async () => (await open(service)) === 0);
  }
});

const exposed = await scrape(fleet.processes);

test('docs/operations.md lists every metric (UPDATE_DOCS=1 writes it)', async () => {
  const text = await readFile(guide, 'utf8');
  const table = metricsTable(exposed, fleet.processes.length);
  const [before = '', after = ''] = text.split(/(?<=<!-- metrics -->\n)[\s\S]*?(?=<!-- \/metrics -->)/);
  const wanted = `${before}${table}\n${after}`;
  if (process.env.UPDATE_DOCS) await writeFile(guide, wanted);
  else assert.equal(text, wanted);
});

/** Returns the metrics in a PromQL expression that no service exposes. */
function unknownIn(expression: string): string[] {
  const names = expression.match(/\b(?:postroom|nodejs|process)_[a-z0-9_]+/g) ?? [];
  return names.filter((name) => !exposed.has(name) && !exposed.has(name.replace(/_(bucket|sum|count)$/, '')));
}

test('dashboards use only metrics that exist', async () => {
  let panels = 0;
  for await (const path of glob('deploy/grafana/dashboards/*.json', { cwd: root })) {
    const dashboard = JSON.parse(await readFile(`${root}${path}`, 'utf8')) as {
      panels: { title: string; targets: { expr: string }[] }[];
    };
    for (const { title, targets } of dashboard.panels) {
      panels++;
      for (const { expr } of targets) assert.deepEqual(unknownIn(expr), [], `${path}: ${title}`);
    }
  }
  assert.ok(panels > 40);
});

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly runbook: string };
}

test('every alert uses metrics that exist and has a runbook', async () => {
  const { groups } = parse(await readFile(rulesFile, 'utf8')) as { groups: { rules: Rule[] }[] };
  const rules = groups.flatMap((group) => group.rules);
  const sections = [...(await readFile(guide, 'utf8')).matchAll(/^### (Postroom\w+)$/gm)].map((match) => match[1]);
  for (const { alert, expr, annotations } of rules) {
    assert.deepEqual(unknownIn(expr), [], alert);
    assert.equal(annotations.runbook, `docs/operations.md#${alert.toLowerCase()}`);
  }
  assert.deepEqual(
    sections,
    rules.map(({ alert }) => alert),
  );
});

test('rules.test.yml makes every alert fire', async () => {
  const [rules, tests] = await Promise.all([readFile(rulesFile, 'utf8'), readFile(ruleTests, 'utf8')]);
  const { groups } = parse(rules) as { groups: { rules: Rule[] }[] };
  const cases = (parse(tests) as { tests: { alert_rule_test: { alertname: string; exp_alerts: object[] }[] }[] }).tests;
  const fired = cases.flatMap((each) => each.alert_rule_test).filter(({ exp_alerts }) => exp_alerts.length > 0);
  assert.deepEqual(
    new Set(fired.map(({ alertname }) => alertname)),
    new Set(groups.flatMap((group) => group.rules.map(({ alert }) => alert))),
  );
});

test('promtool accepts the rules, and alerts fire when they should', async (t) => {
  const said = await program(t, 'promtool', 'check', 'rules', rulesFile);
  if (said === undefined) return;
  assert.match(said, /SUCCESS/);
  await program(t, 'promtool', 'test', 'rules', ruleTests);
});

test('a stopped service is reported by its name', async (t) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'rules-'));
  const file = join(folder.path, 'stopped.json'); // JSON is YAML too
  const cases: object[] = [];
  for (const service of serviceNames) {
    await fleet.process(service).stop();
    const left = fleet.processes.filter(({ spec }) => spec.name !== service);
    const series = await Promise.all(left.map(async ({ spec }) => readyLine(await metricsOf(spec.name))));
    await fleet.process(service).start();
    cases.push({
      interval: '1m',
      input_series: series.map((line) => ({ series: line, values: '1x10' })),
      alert_rule_test: [
        {
          alertname: 'PostroomServiceMissing',
          eval_time: '6m',
          exp_alerts: [
            {
              exp_labels: { severity: 'critical', service },
              exp_annotations: {
                summary: `No ${service} is running`,
                runbook: 'docs/operations.md#postroomservicemissing',
              },
            },
          ],
        },
      ],
    });
  }
  await writeFile(file, JSON.stringify({ rule_files: [rulesFile], evaluation_interval: '1m', tests: cases }));
  await program(t, 'promtool', 'test', 'rules', file);
});

/** Returns the series by which a service says that it is ready, in Prometheus's format. */
function readyLine(metrics: string): string {
  return /^(postroom_ready\{[^}]*\}) 1$/m.exec(metrics)?.[1] ?? assert.fail(metrics);
}
