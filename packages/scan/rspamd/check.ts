import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { Envelope, ScannedMessage } from '../message.ts';
import { BadAnswer, TooLarge } from '../scan-result.ts';
import { requestHeaders } from './request-headers.ts';
import { parseVerdict, type SpamVerdict } from './verdict.ts';

export interface RspamdServer {
  /** The URL of its normal worker, its proxy or its controller: http://host:port. */
  readonly url: string;
  /** The password; '' where none is needed. */
  readonly password: string;
}

/** The most octets of an answer. With all existing symbols it has some ten thousand. */
const MAX_ANSWER = 1024 * 1024;

/**
 * Sends a message to rspamd while it is read, and returns its verdict (POST /checkv2).
 * Throws TooLarge, BadAnswer, the error of the connection, or the signal's reason.
 */
export async function checkWithRspamd(
  { url, password }: RspamdServer,
  envelope: Envelope,
  message: ScannedMessage,
  signal: AbortSignal,
): Promise<SpamVerdict> {
  signal.throwIfAborted();
  const target = new URL('checkv2', url.endsWith('/') ? url : `${url}/`);
  const open = target.protocol === 'https:' ? requestHttps : requestHttp;
  const headers = { ...requestHeaders(envelope, password), 'Content-Length': message.size };
  const request = open(target, { method: 'POST', headers, agent: false, signal });
  const answered = response(request);
  // An error in here destroys the request, and `answered` reports it.
  const sending = pipeline(message.read(), request).catch(() => {});
  try {
    const answer = await answered;
    if (answer.statusCode === 413) throw new TooLarge('over max_message of rspamd');
    if (answer.statusCode !== 200) throw new BadAnswer(`rspamd answered with status ${answer.statusCode}`);
    const verdict = parseVerdict(await readAnswer(answer));
    if (!request.writableFinished) throw new BadAnswer('rspamd answered before the end of the message');
    return verdict;
  } finally {
    request.destroy();
    await sending;
  }
}

function response(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on('response', resolve);
    request.on('error', reject);
    request.on('close', () => reject(new BadAnswer('rspamd closed the connection without an answer')));
  });
}

async function readAnswer(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of answer) {
    bytes += (piece as Buffer).length;
    if (bytes > MAX_ANSWER) throw new BadAnswer(`rspamd answered with more than ${MAX_ANSWER} octets`);
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces).toString('utf8');
}
