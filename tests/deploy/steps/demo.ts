import { serviceNames } from '@postroom/launch';
import { eventually } from '../../support/eventually.ts';
import { docker } from '../engine.ts';
import { openDeployFixture, step, stop } from '../fixture.ts';
import { receivedByImap, submit } from '../mail.ts';
import { ALICE } from '../setting.ts';

export async function demo(): Promise<void> {
  await using here = await openDeployFixture('demo', ['docker-compose.yml', 'deploy/demo/compose.yml']);
  const { project, ports } = here;
  await step('the demo: two platforms and a DNS server', async () => {
    await project.up();
    await project.healthy(['postgres', 'redis', ...serviceNames]);
    const [elsewhere] = (await project.containers('elsewhere')) as [string];
    await eventually('elsewhere', async () => /elsewhere.test is ready/.test(await docker('logs', elsewhere)), 60_000);
  });
  const ca = await here.ca();
  const dora = { ca, user: 'dora@elsewhere.test' };
  await step('mail from alice@postroom.test to dora@elsewhere.test, found by MX, and an answer', async () => {
    await submit({ ca, user: ALICE }, ports.SUBMISSION_PORT, dora.user, 'over there');
    await receivedByImap(dora, ports.ELSEWHERE_IMAPS_PORT, true, 'over there');
    await submit(dora, ports.ELSEWHERE_SUBMISSION_PORT, ALICE, 'and back');
    await receivedByImap({ ca, user: ALICE }, ports.IMAPS_PORT, true, 'and back');
  });
  await stop(here, ['elsewhere', 'dns']);
}
