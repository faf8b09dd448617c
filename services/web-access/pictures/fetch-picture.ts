import type { HostList, Outgoing, OutgoingResponse } from '@postroom/outgoing';
import { MailError } from '@postroom/types';
import { pictureType } from './picture-type.ts';

/** Octets of one picture. */
const MAX_PICTURE = 5 * 1024 * 1024;
const TIMEOUT_MS = 10_000;
const MAX_REDIRECTS = 3;
/** The same for everybody: the server over there learns neither who reads, nor where, nor with what. */
const HEADERS = {
  accept: 'image/avif,image/webp,image/png,image/*',
  'user-agent': 'Mozilla/5.0 (compatible; picture proxy)',
};

export interface Picture {
  readonly type: string;
  readonly content: Buffer;
}

/**
 * A picture that a mail wants from outside.
 * @param listed servers that may be inside of our own network. Throws invalid where the URL, or one it leads on to, is not of the public network,
 * not-found where there is no picture, too-large, unavailable.
 */
export async function fetchPicture(outgoing: Outgoing, listed: HostList, text: string): Promise<Picture> {
  const { status, body } = await follow(outgoing, listed, text);
  if (status !== 200) throw new MailError('not-found', 'There is no such picture');
  if (body.length > MAX_PICTURE) throw new MailError('too-large', `A picture has at most ${MAX_PICTURE} octets`);
  const type = pictureType(body);
  if (type === undefined) throw new MailError('not-found', 'That is no picture');
  return { type, content: body };
}

async function follow(outgoing: Outgoing, listed: HostList, text: string): Promise<OutgoingResponse> {
  const deadline = performance.now() + TIMEOUT_MS;
  let url = text;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const timeoutMs = Math.max(1, Math.ceil(deadline - performance.now()));
    const request = { method: 'GET', headers: HEADERS, timeoutMs, maxBytes: MAX_PICTURE + 1 } as const;
    const answer = await outgoing.ask(secure(url, listed), request);
    const { location } = answer.headers;
    if (![301, 302, 303, 307, 308].includes(answer.status) || !location) return answer;
    url = URL.parse(location, url)?.href ?? '';
  }
  throw new MailError('not-found', 'It leads on and on');
}

/** What was http is asked by https, as it is of all the public network. */
function secure(text: string, listed: HostList): string {
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' || listed.has(url)) return text;
  url.protocol = 'https:';
  return url.href;
}
