import { Readable } from 'node:stream';
import { BlobWriter, keepUpload, orDiscard } from '@postroom/blobs';
import { RequestError } from '@postroom/jmap';
import { isMailError, MailError } from '@postroom/types';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../../http/errors.ts';
import type { Services } from '../../services.ts';
import { requireLogin } from '../../sign-in/require-login.ts';
import { seenMail } from '../context.ts';
import { Turnstile } from '../turnstile.ts';
import { uploadBlobId } from './blob-id.ts';
import { type ByteRange, readRange } from './byte-range.ts';
import { attachment } from './disposition.ts';
import { mediaType } from './media-type.ts';
import { openBlob } from './open-blob.ts';

/** About how many octets of memory one upload takes. */
const UPLOAD_MEMORY = 1024 * 1024;
const MAX_NAME = 1_000;

/** What a browser may use a blob for (Fetch Standard, destinations; `empty`: a page reads it). Not as a script, a style or a frame: a page's policy allows those of its own server. */
const DESTINATIONS = new Set<unknown>([undefined, 'empty', 'document', 'image', 'audio', 'video']);

interface Place {
  accountId: string;
}

interface Download {
  Params: Place & { blobId: string; name?: string };
  Querystring: { type?: string | string[]; name?: string | string[] };
}

/** RFC 8620 6.1 and 6.2. */
export function blobRoutes(services: Services) {
  const { store, settings } = services;
  const { maxSizeUpload, maxConcurrentUpload } = settings.limits;
  const turnstile = new Turnstile(maxConcurrentUpload, 1_000 * UPLOAD_MEMORY, 'maxConcurrentUpload');

  return async (app: FastifyInstance): Promise<void> => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    app.addHook('onRequest', requireLogin(services));
    app.addHook<{ Params: Place }>('onRequest', async ({ params, login }) => {
      if (!(await seenMail({ services, login }, params.accountId)))
        throw new MailError('not-found', 'The account does not exist');
    });

    app.post<{ Params: Place }>(
      '/jmap/upload/:accountId',
      { bodyLimit: maxSizeUpload, config: { slowBody: true } },
      async ({ body, headers, login, params, raw }, reply) => {
        if (Number(headers['content-length'] ?? 0) > maxSizeUpload) throw tooLarge(maxSizeUpload);
        using _place = turnstile.enter(login.accountId, UPLOAD_MEMORY);
        await using writer = new BlobWriter(store, { maxBytes: maxSizeUpload, isMessage: false });
        try {
          for await (const piece of (body ?? raw) as AsyncIterable<Buffer>) await writer.write(piece);
        } catch (error) {
          throw isMailError(error, 'too-large') ? tooLarge(maxSizeUpload) : error;
        }
        const blob = await writer.finish();
        await orDiscard(store, blob, () => keepUpload(store.pool, login.accountId, blob));
        const type = headers['content-type']?.split(';')[0]?.trim() ?? '';
        return reply.code(201).send({
          accountId: params.accountId,
          blobId: uploadBlobId(blob.id),
          size: blob.size,
          type: mediaType(type),
        });
      },
    );

    async function download(request: FastifyRequest<Download>, reply: FastifyReply): Promise<FastifyReply> {
      const { headers, login, params, query } = request;
      if (!DESTINATIONS.has(headers['sec-fetch-dest']))
        throw new MailError('no-permission', 'A blob can be downloaded or shown, but not run');
      const view = await seenMail({ services, login }, params.accountId);
      const blob = view && (await openBlob({ services, login }, view, params.blobId));
      if (!blob) throw new MailError('not-found', 'The blob does not exist');
      const { size, source } = blob;
      const range = size === null ? null : readRange(headers.range, size);
      if (range === 'unsatisfiable') {
        reply.header('content-range', `bytes */${size}`);
        throw new ProblemError({ type: 'about:blank', status: 416, detail: `The blob has only ${size} octets` });
      }
      const name = [query.name ?? params.name ?? ''].flat()[0] as string;
      reply
        .type(mediaType(query.type))
        .header('content-disposition', attachment(name.slice(0, MAX_NAME)))
        // Active content written by a stranger must never run under our origin.
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('x-content-type-options', 'nosniff')
        // The octets of an id never change; `private` because they belong to one user.
        .header('cache-control', 'private, max-age=31536000, immutable');
      if (size === null) return reply.send(Readable.from(source.read(), { objectMode: false }));
      return sendRange(reply, size, range, (start, end) => source.read(start, end));
    }
    // The name stands in the query, where every character is safe: in a path, clients would resolve `..`.
    app.get<Download>('/jmap/download/:accountId/:blobId', download);
    app.get<Download>('/jmap/download/:accountId/:blobId/:name', download);
  };
}

function sendRange(
  reply: FastifyReply,
  size: number,
  range: ByteRange | null,
  read: (start: number, end: number) => AsyncIterable<Buffer>,
): FastifyReply {
  reply.header('accept-ranges', 'bytes');
  const { start, end } = range ?? { start: 0, end: size };
  if (range) reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${size}`);
  reply.header('content-length', end - start);
  return reply.send(Readable.from(end > start ? read(start, end) : [], { objectMode: false }));
}

function tooLarge(most: number): RequestError {
  return new RequestError('limit', `The file is larger than ${most} octets`, 'maxSizeUpload');
}
