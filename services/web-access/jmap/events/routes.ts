import { MailError } from '@postroom/types';
import type { FastifyInstance } from 'fastify';
import type { Services } from '../../services.ts';
import { requireLogin } from '../../sign-in/require-login.ts';
import { changedStates, readStates, stateChange, TYPES } from '../states.ts';
import { stateHub } from './account-states.ts';
import { EventStream } from './event-stream.ts';

const MIN_PING_SECONDS = 30;
const MAX_PING_SECONDS = 900;
/** The silence after which TCP checks whether the client still exists. */
const KEEP_ALIVE_MS = 60_000;
/** The most streams of one account, and of all accounts, in this process. */
const MAX_PER_ACCOUNT = 100;
const MAX_STREAMS = 20_000;
/** Header fields that make proxies pass on each event at once and unchanged; one that compresses would wait for more. */
const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};

/** A parameter that occurs more than once is an array. */
type Query = Readonly<Partial<Record<'types' | 'closeafter' | 'ping', string | readonly string[]>>>;

/** RFC 8620 7.3. */
export function eventRoutes(services: Services) {
  const { store, logins, log } = services;
  const hub = stateHub(services);
  const open = new Set<EventStream>();
  const perAccount = new Map<number, number>();

  return async (app: FastifyInstance): Promise<void> => {
    app.addHook('onRequest', requireLogin(services));
    // Open streams would keep the server from closing.
    app.addHook('preClose', async () => {
      for (const stream of open) stream.end();
    });

    app.get<{ Querystring: Query }>('/jmap/events', async (request, reply) => {
      const { login, query, headers } = request;
      const types = readTypes(once(query, 'types'));
      const pingSeconds = readPing(once(query, 'ping'));
      const closeAfter = once(query, 'closeafter') ?? 'no';
      if (closeAfter !== 'state' && closeAfter !== 'no')
        throw new MailError('invalid', 'closeafter has to be state or no');
      // HEAD asks only for the header: without this, a stream would open that never ends.
      if (request.method === 'HEAD') return reply.headers(HEADERS).send();
      const { accountId } = login;
      const last = headers['last-event-id'];
      let told = typeof last === 'string' ? last : await readStates(store.pool, accountId);
      const mine = perAccount.get(accountId) ?? 0;
      if (mine >= MAX_PER_ACCOUNT || open.size >= MAX_STREAMS)
        throw new MailError('unavailable', 'Too many event sources');

      reply.hijack();
      const { raw } = reply;
      // If the client left in the meantime, no close event will come.
      if (raw.destroyed) return;
      raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        ...HEADERS,
      });
      raw.flushHeaders();
      // Without pings, too, a client that vanished has to be noticed.
      raw.socket?.setKeepAlive(true, KEEP_ALIVE_MS);
      const stream = new EventStream(raw);
      open.add(stream);
      perAccount.set(accountId, mine + 1);
      const send = (state: string): void => {
        const changed = changedStates(accountId, types, told, state);
        told = state;
        if (Object.keys(changed).length === 0) return;
        stream.send('state', stateChange(changed), state);
        if (closeAfter === 'state') stream.end();
      };
      const unlisten = hub.listen(accountId, send);
      const unwatch = logins.watch(login, () => stream.end());
      const ping =
        pingSeconds === 0
          ? undefined
          : setInterval(() => stream.send('ping', { interval: pingSeconds }), pingSeconds * 1000);
      raw.once('close', () => {
        clearInterval(ping);
        unwatch();
        unlisten();
        open.delete(stream);
        const left = (perAccount.get(accountId) ?? 1) - 1;
        if (left > 0) perAccount.set(accountId, left);
        else perAccount.delete(accountId);
      });
      // Tells a client that was away about changes at once, and catches changes made before the listener was there.
      await readStates(store.pool, accountId).then(send, (err: unknown) => {
        log.warn({ err }, 'a change could not be announced');
        stream.end();
      });
    });
  };
}

function once(query: Query, name: keyof Query): string | undefined {
  const value = query[name];
  if (typeof value === 'object') throw new MailError('invalid', `${name} is given more than once`);
  return value;
}

function readTypes(types = '*'): readonly string[] {
  if (types === '*') return TYPES;
  // Unknown types never change.
  return types.split(',').filter((type) => TYPES.includes(type));
}

/** RFC 8620 7.3: the server may choose another interval; each ping event tells it. */
function readPing(ping = '0'): number {
  const seconds = Number(ping);
  if (!/^\d{1,9}$/.test(ping)) throw new MailError('invalid', 'ping has to be a number of seconds');
  return seconds === 0 ? 0 : Math.min(Math.max(seconds, MIN_PING_SECONDS), MAX_PING_SECONDS);
}
