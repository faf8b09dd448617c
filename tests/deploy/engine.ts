import { execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { eventually } from '../support/eventually.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const execute = promisify(execFile);

/** Runs a program to its end and returns its output. @throws with its output when it fails */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  child.stdin?.on('error', () => {}); // a program that ends without reading is judged by its exit code
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

/** Returns the metrics of a service's container. */
export const metricsOf = (container: string): Promise<string> =>
  docker(
    'exec',
    container,
    'node',
    '-e',
    "fetch('http://127.0.0.1:9090/metrics').then(r => r.text()).then(console.log)",
  );

/** The compose command of this machine: `docker compose` or docker-compose. */
export type ComposeCommand = readonly [string, ...string[]];

const works = (command: string, ...args: string[]): Promise<boolean> =>
  execute(command, args).then(
    () => true,
    () => false,
  );

/** Returns whether an image is here or can be pulled. */
export const hasImage = async (image: string): Promise<boolean> =>
  (await works('docker', 'image', 'inspect', image)) || works('docker', 'pull', image);

/** Finds an engine that can run the platform, or returns why there is none. */
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

  /** Sets the image for services that start from now on; running ones do not change. */
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

  /** Runs the postroom command as an operator runs it. */
  async postroom(args: readonly string[], input?: string): Promise<string> {
    const [store] = await this.containers('mailbox-store');
    return run('docker', ['exec', '--interactive', store as string, 'postroom', ...args], input ? { input } : {});
  }

  /** Returns the ids of the containers of a service, or of all, including those that ended. */
  async containers(service?: string): Promise<string[]> {
    const filters = [`label=com.docker.compose.project=${this.name}`];
    if (service) filters.push(`label=com.docker.compose.service=${service}`);
    const found = await docker('ps', '--all', '--quiet', ...filters.flatMap((filter) => ['--filter', filter]));
    return found === '' ? [] : found.split('\n');
  }

  /** Waits until every container of these services is healthy. */
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

  /** Kills the program of a container from inside; for the engine that is a crash, so it restarts the container. */
  async crash(service: string): Promise<void> {
    const [id] = await this.containers(service);
    const restarts = () => docker('inspect', '-f', '{{.RestartCount}} {{.State.Running}}', id as string);
    const before = Number.parseInt(await restarts(), 10);
    // Kills all processes except the first, the container's init, which ends with its child.
    await docker('exec', id as string, 'sh', '-c', 'kill -9 -1').catch(() => {});
    await eventually(`${service} restarted`, async () => (await restarts()) === `${before + 1} true`, 60_000);
  }

  /** Returns the result of a query, one row per line. */
  async sql(query: string): Promise<string> {
    const [id] = await this.containers('postgres');
    return docker('exec', id as string, 'psql', '--username=postroom', '--no-align', '--tuples-only', '-c', query);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // `down` only removes containers of profiles that are named.
    const profiles = ['--profile', 'watch', '--profile', 'scan', '--profile', 'backup'];
    await this.compose(...profiles, 'down', '--volumes', '--remove-orphans', '--timeout', '30');
  }

  /** Returns what is left of the project: names of containers, volumes and networks. */
  async left(): Promise<string> {
    const filter = ['--filter', `label=com.docker.compose.project=${this.name}`];
    const lists = [docker('ps', '-aq', ...filter), docker('volume', 'ls', '-q', ...filter)];
    return [...(await Promise.all(lists)), await docker('network', 'ls', '-q', ...filter)].join(' ').trim();
  }
}
