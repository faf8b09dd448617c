import { isPortFree } from '@postroom/launch';
import { SettingsError } from './start-trouble.ts';

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'this user may not listen there (ports below 1024 are for root)',
  EADDRNOTAVAIL: 'this machine does not have that address; see BIND',
};

/** @throws an error that names every variable whose port is not available */
export async function requireFreePorts(ports: Readonly<Record<string, number>>, bind: string): Promise<void> {
  const lines: string[] = [];
  for (const [name, port] of Object.entries(ports)) {
    const free = await isPortFree(port, bind);
    if (free !== true) lines.push(`  ${name}=${port}: ${reasons[free] ?? free}`);
  }
  if (lines.length === 0) return;
  throw new SettingsError(
    `cannot listen on ${bind}:\n${lines.join('\n')}\nChoose others, such as SMTP_PORT=3525 npm start.`,
  );
}
