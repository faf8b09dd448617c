export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** Parses `host:port`, `192.0.2.1:3310` or `[2001:db8::1]:3310`. Throws for anything else. */
export function parseHostAndPort(text: string): HostAndPort {
  const [, bracketed, unquoted, port] = /^(?:\[([0-9a-f:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/i.exec(text) ?? [];
  const host = bracketed ?? unquoted;
  const number = Number(port);
  if (host === undefined || number < 1 || number > 65_535) throw new Error(`not host:port: ${text}`);
  return { host, port: number };
}
