import { once } from 'node:events';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { networkInterfaces } from 'node:os';
import type { DnsResolver } from '@postroom/dns';
import { canonicalAddress, isPublicAddress } from '@postroom/net';
import { MailError } from '@postroom/types';
import type { HostList } from './host-list.ts';
import { addressOf, requireOutgoingUrl } from './outgoing-url.ts';

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** The time for the whole request, in ms. */
  readonly timeoutMs: number;
  /** The most octets of the response's body that are read; 0 waits only for the header of the response. */
  readonly maxBytes: number;
}

export interface OutgoingResponse {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** The body, cut at maxBytes. */
  readonly body: Buffer;
}

export interface Outgoing {
  /**
   * Requests a URL that a stranger chose. Redirects are not followed. Throws invalid when the URL or an address of its name is not
   * public, unavailable when nobody answers.
   */
  ask(url: string, request: OutgoingRequest): Promise<OutgoingResponse>;
}

export interface OutgoingOptions {
  readonly resolver: Pick<DnsResolver, 'a' | 'aaaa'>;
  readonly listed: HostList;
  /** A name of this platform. Behind NAT no interface of this machine has its public addresses. */
  readonly ownName?: string;
  /** Further trusted CAs, in PEM. */
  readonly ca?: string;
}

export function createOutgoing({ resolver, listed, ownName, ca }: OutgoingOptions): Outgoing {
  return {
    async ask(text, request) {
      const url = requireOutgoingUrl(text, listed);
      const literal = addressOf(url);
      const addresses = literal === undefined ? await resolve(resolver, url.hostname) : [literal];
      if (addresses.length === 0) throw new MailError('unavailable', 'The host name has no address');
      if (!listed.has(url)) {
        const own = [...ownAddresses(), ...(ownName === undefined ? [] : await resolve(resolver, ownName))];
        // A name with both kinds is an attack that hopes for a second try at the internal address.
        if (addresses.some((each) => !isPublicAddress(each) || own.some((one) => isSameAddress(one, each))))
          throw new MailError('invalid', 'The host is not on the public network');
      }
      const [address] = addresses as [string];
      try {
        return await send(url, address, request, ca);
      } catch (error) {
        throw new MailError('unavailable', `No answer from the server: ${(error as Error).message}`);
      }
    },
  };
}

/** Returns the addresses of a name, IPv4 first. */
async function resolve(resolver: OutgoingOptions['resolver'], hostname: string): Promise<string[]> {
  const answers = await Promise.all([resolver.a(hostname), resolver.aaaa(hostname)]);
  return answers.flatMap((answer) => (answer.kind === 'found' ? answer.records : []));
}

/** Returns this machine's addresses, because programs that listen only on this machine trust its connections. */
function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((each) => each?.map(({ address }) => address) ?? []);
}

function isSameAddress(one: string, other: string): boolean {
  return canonicalAddress(one) === canonicalAddress(other);
}

/** Sends the request to the checked address, whatever the name leads to by then; the certificate must be for the name. */
async function send(
  url: URL,
  address: string,
  { method, headers, body, timeoutMs, maxBytes }: OutgoingRequest,
  ca: string | undefined,
): Promise<OutgoingResponse> {
  const isTls = url.protocol === 'https:';
  const deadline = AbortSignal.timeout(timeoutMs);
  const request = (isTls ? requestHttps : requestHttp)({
    host: address,
    port: url.port || (isTls ? 443 : 80),
    path: `${url.pathname}${url.search}`,
    method,
    agent: false,
    signal: deadline,
    maxHeaderSize: 16 * 1024,
    ...(isTls && addressOf(url) === undefined && { servername: url.hostname }),
    ...(ca !== undefined && { ca }),
    headers: { ...headers, host: url.host, ...(body && { 'content-length': String(body.length) }) },
  });
  request.end(body);
  const [response] = (await once(request, 'response', { signal: deadline })) as [IncomingMessage];
  const pieces: Buffer[] = [];
  let left = maxBytes;
  for await (const piece of left > 0 ? (response as AsyncIterable<Buffer>) : []) {
    pieces.push(piece.subarray(0, left));
    left -= piece.length;
    if (left <= 0) break;
  }
  request.destroy();
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) };
}
