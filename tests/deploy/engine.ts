import { execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { eventually } from '../support/eventually.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const execute = promisify(execFile);

/** Runs a program to its end and answers what it wrote. @throws with what it said when it fails */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  child.stdin?.on('error', () => {}); // it ended without reading: its exit code says more
  child.stdin?.end(options.input);
  let output = '';
  let said = '';
  child.stdout?.on('data', (data: Buffer) => {
    output += data;
  });
  child.stderr?.on('data', (data: Buffer) => {
    said += data;
  });
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) {
    const tail = `${output}${said}`.trim().split('\n').slice(-40).join('\n');
    throw new Error(`${command} ${args.join(' ')}: exit code ${code}\n${tail}`);
  }
  return output.trim();
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

export const docker = (...args: string[]): Promise<string> => run('docker', args);

/** The metrics of a service's container. */
export const metricsOf = (container: string): Promise<string> =>
  docker(
    'exec',
    container,
    'node',
    '-e',
    "fetch('http://127.0.0.1:9090/metrics').then(r => r.text()).then(console.log)",
  );

/** The compose of this machine: `docker compose`, or docker-compose. */
export type ComposeCommand = readonly [string, ...string[]];

const works = (command: string, ...args: string[]): Promise<boolean> =>
  execute(command, args).then(
    () => true,
    () => false,
  );

/** Whether an image is here, or can be had. */
export const hasImage = async (image: string): Promise<boolean> =>
  (await works('docker', 'image', 'inspect', image)) || works('docker', 'pull', image);

/** Finds an engine that could run the platform, or says why there is none. */
export async function findEngine(images: readonly string[]): Promise<ComposeCommand | string> {
  if (!(await works('docker', 'info'))) return 'no Docker engine answers (docker info)';
  const asked = process.env.COMPOSE?.split(' ') as [string, ...string[]] | undefined;
  const commands: ComposeCommand[] = asked ? [asked] : [['docker', 'compose'], ['docker-compose']];
  const working = await Promise.all(commands.map(([command, ...args]) => works(command, ...args, 'version')));
  const compose = commands[working.indexOf(true)];
  if (compose === undefined) return 'neither "docker compose" nor docker-compose is there';
  for (const image of images) {
    if (await hasImage(image)) continue;
    return `no image ${image}, and no registry to pull it from: tests/deploy/make-base-images.sh makes a stand-in`;
  }
  return compose;
}

/** One compose project, removed with its volumes at the end. */
export class Project implements AsyncDisposable {
  readonly name: string;
  readonly #compose: ComposeCommand;
  readonly #env: Record<string, string>;
  readonly #files: readonly string[];

  constructor(compose: ComposeCommand, name: string, env: Readonly<Record<string, string>>, files: readonly string[]) {
    this.name = name;
    this.#compose = compose;
    this.#env = { ...env, COMPOSE_PROJECT_NAME: name };
    this.#files = files.flatMap((file) => ['-f', file]);
  }

  /** The image of the services from now on; what runs goes on as it is. */
  useImage(image: string): void {
    this.#env.POSTROOM_IMAGE = image;
  }

  compose(...args: string[]): Promise<string> {
    const [command, ...first] = this.#compose;
    return run(command, [...first, ...this.#files, ...args], { env: this.#env });
  }

  up(...args: string[]): Promise<string> {
    return this.compose('up', '--detach', '--no-build', ...args);
  }

  /** The command, run as an operator runs it. */
  async postroom(args: readonly string[], input?: string): Promise<string> {
    const [store] = await this.containers('mailbox-store');
    return run('docker', ['exec', '--interactive', store as string, 'postroom', ...args], input ? { input } : {});
  }

  /** Ids of the containers of a service, or of all; also of those that ended. */
  async containers(service?: string): Promise<string[]> {
    const filters = [`label=com.docker.compose.project=${this.name}`];
    if (service) filters.push(`label=com.docker.compose.service=${service}`);
    const found = await docker('ps', '--all', '--quiet', ...filters.flatMap((filter) => ['--filter', filter]));
    return found === '' ? [] : found.split('\n');
  }

  /** Waits until every container of these services says it is ready. */
  async healthy(services: readonly string[]): Promise<void> {
    for (const service of services) {
      await eventually(
        `${service} healthy`,
        async () => {
          const ids = await this.containers(service);
          const states = await Promise.all(ids.map((id) => docker('inspect', '-f', '{{.State.Health.Status}}', id)));
          return states.length > 0 && states.every((state) => state === 'healthy');
        },
        120_000,
      );
    }
  }

  /** Ends the program of a container the hard way, from inside: for the engine a crash, which it restarts. */
  async crash(service: string): Promise<void> {
    const [id] = await this.containers(service);
    const restarts = () => docker('inspect', '-f', '{{.RestartCount}} {{.State.Running}}', id as string);
    const before = Number.parseInt(await restarts(), 10);
    // All processes but the first, which is the container's init and ends with its child.
    await docker('exec', id as string, 'sh', '-c', 'kill -9 -1').catch(() => {});
    await eventually(`${service} restarted`, async () => (await restarts()) === `${before + 1} true`, 60_000);
  }

  /** What a query finds, one row a line. */
  async sql(query: string): Promise<string> {
    const [id] = await this.containers('postgres');
    return docker('exec', id as string, 'psql', '--username=postroom', '--no-align', '--tuples-only', '-c', query);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A profile's containers are left alone unless the profile is named.
    const profiles = ['--profile', 'watch', '--profile', 'scan', '--profile', 'backup'];
    await this.compose(...profiles, 'down', '--volumes', '--remove-orphans', '--timeout', '30');
  }

  /** What is left of the project: names of containers, volumes and networks. */
  async left(): Promise<string> {
    const filter = ['--filter', `label=com.docker.compose.project=${this.name}`];
    const lists = [docker('ps', '-aq', ...filter), docker('volume', 'ls', '-q', ...filter)];
    return [...(await Promise.all(lists)), await docker('network', 'ls', '-q', ...filter)].join(' ').trim();
  }
}
