// Called by tests/deploy/run.sh: builds the image, then starts, uses, scales, kills, scans with, upgrades and stops the platform of
// docker-compose.yml, and prints the results.
import { docker, Project, run } from './engine.ts';
import { step } from './fixture.ts';
import { BASE_IMAGE, CURRENT, engine } from './setting.ts';
import { demo } from './steps/demo.ts';
import { platform } from './steps/platform.ts';
import { scan } from './steps/scan.ts';
import { upgrade } from './steps/upgrade.ts';

const wanted = process.env.STEPS?.split(/[ ,]+/) ?? ['platform', 'scan', 'upgrade', 'demo'];
const started = Date.now();
const [server, version] = [
  await docker('version', '-f', '{{.Server.Version}}'),
  await run(engine[0], [...engine.slice(1), 'version', '--short']),
];
console.log(`engine ${server}, ${engine.join(' ')} ${version}`);

try {
  await build();
  if (wanted.includes('platform')) await platform();
  if (wanted.includes('scan')) await scan();
  if (wanted.includes('upgrade')) await upgrade();
  if (wanted.includes('demo')) await demo();
  console.log(`passed in ${((Date.now() - started) / 1000).toFixed(0)} s`);
} catch (error) {
  console.error(error);
  process.exit(1);
}
process.exit(0);

async function build(): Promise<void> {
  await step('the image is built', async () => {
    await using project = new Project(engine as [string], 'postroom-test-build', { POSTROOM_IMAGE: CURRENT }, []);
    await project.compose('build');
    const bytes = Number(await docker('image', 'inspect', '-f', '{{.Size}}', CURRENT));
    return `${(bytes / 1e6).toFixed(0)} MB, with its ${BASE_IMAGE} and its Node`;
  });
}
