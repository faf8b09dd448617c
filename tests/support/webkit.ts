import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { freePorts } from '@postroom/launch';
import { eventually } from './eventually.ts';

const DRIVER = '/usr/bin/WebKitWebDriver';
const BROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';
const DISPLAY = '/usr/bin/xvfb-run';

const missing = [DRIVER, BROWSER, DISPLAY].filter((path) => !existsSync(path));

export const needsWebKit = {
  skip: missing.length > 0 ? 'there is no WebKit here (apt-get install webkit2gtk-driver xvfb)' : false,
};

/** A window of WebKit, the engine of Safari. */
export interface WebKitWindow extends AsyncDisposable {
  /** Runs the body of a function in the page and returns its result. */
  run<Result>(body: string, ...args: unknown[]): Promise<Result>;
  /** Waits until the body of a function returns something true in the page, and returns that. */
  until<Result>(body: string, ...args: unknown[]): Promise<Result>;
  /** Types into what has the focus. */
  type(text: string): Promise<void>;
}

export const ENTER = '\uE007';

/** Opens a page in WebKit, by WebDriver (https://www.w3.org/TR/webdriver2/). */
export async function openWebKit(url: string): Promise<WebKitWindow> {
  await using stack = new AsyncDisposableStack();
  const [port] = await freePorts(1);
  const driver = spawn(DISPLAY, ['-a', DRIVER, `--port=${port}`], { stdio: 'ignore', detached: true });
  stack.defer(() => {
    // xvfb-run ends its display when it is ended together with the driver.
    if (driver.pid !== undefined) process.kill(-driver.pid, 'SIGTERM');
  });
  const base = `http://127.0.0.1:${port}`;
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${base}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    const { value } = (await answer.json()) as { value: unknown };
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value).slice(0, 500)}`);
    return value;
  };
  await eventually('the driver answers', () => ask('GET', '/status').catch(() => undefined));
  const options = { 'webkitgtk:browserOptions': { binary: BROWSER, args: ['--automation'] } };
  const { sessionId } = (await ask('POST', '/session', { capabilities: { alwaysMatch: options } })) as {
    sessionId: string;
  };
  const path = `/session/${sessionId}`;
  stack.defer(async () => void (await ask('DELETE', path)));
  await ask('POST', `${path}/window/rect`, { width: 1440, height: 900 });
  await ask('POST', `${path}/url`, { url });
  const run = (body: string, ...args: unknown[]) => ask('POST', `${path}/execute/sync`, { script: body, args });
  const kept = stack.move();
  return {
    run: <Result>(...it: [string, ...unknown[]]) => run(...it) as Promise<Result>,
    until: <Result>(body: string, ...args: unknown[]) =>
      eventually(body, async () => ((await run(body, ...args)) as Result) || undefined),
    async type(text) {
      const keys = Array.from(text, (value) => [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ]).flat();
      await ask('POST', `${path}/actions`, { actions: [{ type: 'key', id: 'keys', actions: keys }] });
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
