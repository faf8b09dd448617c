import { isIP, isIPv6 } from 'node:net';

/** A DNS server. */
export interface Server {
  readonly address: string;
  readonly port: number;
}

const PORT = 53;

/** Parses the list `192.0.2.53, 2001:db8::53, [2001:db8::53]:5353`. Throws an Error that names the faulty entry. */
export function parseServers(list: string): Server[] {
  return list
    .split(/[\s,]+/)
    .filter((text) => text !== '')
    .map((text) => {
      const server = parseServer(text);
      if (server === undefined) throw new Error(`${text} is not the IP address of a DNS server`);
      return server;
    });
}

/** Parses one server: an address, in brackets when it is IPv6 and a port follows. Undefined when it is invalid. */
export function parseServer(text: string): Server | undefined {
  if (isIP(text)) return { address: text, port: PORT };
  const [, inBrackets, unquoted, port] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = inBrackets ?? unquoted ?? '';
  const number = Number(port ?? PORT);
  const isAddress = inBrackets === undefined ? isIP(address) === 4 : isIPv6(address);
  return isAddress && number >= 1 && number <= 65_535 ? { address, port: number } : undefined;
}

export function serverName({ address, port }: Server): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}
