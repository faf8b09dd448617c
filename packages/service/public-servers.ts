/** The services for mail programs (names of the IANA registry of services), with their protocol and kind of TLS. */
const SERVICES = {
  imaps: { protocol: 'imap', tls: 'implicit' },
  imap: { protocol: 'imap', tls: 'starttls' },
  pop3s: { protocol: 'pop3', tls: 'implicit' },
  pop3: { protocol: 'pop3', tls: 'starttls' },
  submissions: { protocol: 'submission', tls: 'implicit' },
  submission: { protocol: 'submission', tls: 'starttls' },
} as const;

export type PublicService = keyof typeof SERVICES;
export const publicServices = Object.keys(SERVICES) as PublicService[];

/** A server that mail programs should use. */
export interface PublicServer {
  readonly service: PublicService;
  readonly protocol: 'imap' | 'pop3' | 'submission';
  readonly tls: 'implicit' | 'starttls';
  readonly host: string;
  readonly port: number;
}

const ENTRY = /^([a-z0-9]+)=(?:([A-Za-z0-9.-]{1,253}):)?([1-9]\d{0,4})$/;

/**
 * Reads `imaps=993,submissions=smtp.example.org:465`, the best first. Throws an Error that describes a mistake.
 * @param hostname the name of servers that are given by their port alone
 */
export function parsePublicServers(text: string, hostname: string): PublicServer[] {
  const servers = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((entry) => parseServer(entry, hostname));
  for (const [index, { service }] of servers.entries()) {
    if (servers.slice(0, index).some((other) => other.service === service)) throw new Error(`has ${service} twice`);
  }
  return servers;
}

function parseServer(entry: string, hostname: string): PublicServer {
  const [, name = '', host = hostname, port] = ENTRY.exec(entry) ?? [];
  if (!isService(name) || Number(port) > 65_535) {
    throw new Error(`has ${entry}, which is not SERVICE=PORT or SERVICE=HOST:PORT (${publicServices.join(', ')})`);
  }
  return { service: name, ...SERVICES[name], host, port: Number(port) };
}

function isService(name: string): name is PublicService {
  return Object.hasOwn(SERVICES, name);
}
