import { isIP } from 'node:net';
import { normaliseName } from '@postroom/dns';
import { isPublicAddress } from '@postroom/net';
import { MailError } from '@postroom/types';
import type { HostList } from './host-list.ts';

/** The most characters of a URL. */
const MAX_URL = 2_000;

/** Lower ports belong to other protocols. */
const FIRST_FREE_PORT = 1024;

/**
 * Reads a URL that a request may go to, as far as the text tells: https, no user, and no address except a public one, in any spelling.
 * The addresses of its name are checked when it is requested. Throws invalid.
 */
export function requireOutgoingUrl(text: string, listed: HostList): URL {
  const url = text.length > MAX_URL ? null : URL.parse(text);
  if (!url) throw invalid('it is not a URL');
  if (url.username !== '' || url.password !== '') throw invalid('it contains a user name');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw invalid('it is not https');
  if (listed.has(url)) return url;
  if (url.protocol !== 'https:') throw invalid('it is not https');
  if (url.port !== '' && Number(url.port) < FIRST_FREE_PORT) throw invalid('the port belongs to another protocol');
  const address = addressOf(url);
  // URL turns 0x7f.1, 2130706433 and 017700000001 into 127.0.0.1.
  if (address !== undefined ? !isPublicAddress(address) : !isPublicName(url.hostname))
    throw invalid('the host is not public');
  return url;
}

/** Returns the IP address that a URL has as its host; undefined for a name. */
export function addressOf({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) === 0 ? undefined : bare;
}

/** RFC 6761, RFC 6762, RFC 8375 and names that ICANN reserves for private use: no public resolver knows them. */
const NOT_PUBLIC = /(?:^|\.)(?:localhost|local|internal|home\.arpa|test|invalid|example|onion|lan)$/;

function isPublicName(hostname: string): boolean {
  const name = normaliseName(hostname);
  return name?.includes('.') === true && !NOT_PUBLIC.test(name);
}

function invalid(why: string): MailError {
  return new MailError('invalid', `The URL is not allowed: ${why}`);
}
