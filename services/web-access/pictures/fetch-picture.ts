import type { HostList, Outgoing, OutgoingResponse } from '@postroom/outgoing';
import { MailError } from '@postroom/types';
import { pictureType } from './picture-type.ts';

/** The largest picture, in octets. */
const MAX_PICTURE = 5 * 1024 * 1024;
const TIMEOUT_MS = 10_000;
const MAX_REDIRECTS = 3;
/** The same fields for every user: the other server learns neither who reads the mail, nor where, nor with which program. */
const HEADERS = {
  accept: 'image/avif,image/webp,image/png,image/*',
  'user-agent': 'Mozilla/5.0 (compatible; picture proxy)',
};

export interface Picture {
  readonly type: string;
  readonly content: Buffer;
}

/**
 * Loads a picture to which a mail refers. Throws invalid when the URL or a redirect is not in the public network, not-found when there is no
 * picture, too-large, unavailable.
 * @param listed servers that are allowed although they are in our own network
 */
export async function fetchPicture(outgoing: Outgoing, listed: HostList, text: string): Promise<Picture> {
  const { status, body } = await follow(outgoing, listed, text);
  if (status !== 200) throw new MailError('not-found', 'The picture does not exist');
  if (body.length > MAX_PICTURE) throw new MailError('too-large', `The picture is larger than ${MAX_PICTURE} octets`);
  const type = pictureType(body);
  if (type === undefined) throw new MailError('not-found', 'That is not a picture');
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
  throw new MailError('not-found', 'Too many redirects');
}

/** Changes http to https, because servers of the public network are only asked by https. */
function secure(text: string, listed: HostList): string {
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' || listed.has(url)) return text;
  url.protocol = 'https:';
  return url.href;
}
