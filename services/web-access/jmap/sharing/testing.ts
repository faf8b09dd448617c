import type { JsonObject } from '@postroom/jmap';
import { startWeb, type TestAccount, type TestWeb } from '../../testing.ts';

/** A server with helpers for tests of sharing. */
export interface SharingFixture {
  readonly web: TestWeb;
  /** Makes two accounts, and a mailbox of the first one. */
  pair(): Promise<{ owner: TestAccount; other: TestAccount; team: string }>;
  /** Returns the result of a /set of one object: `done`, or the type of its SetError. */
  setResult(asker: TestAccount, owner: TestAccount, method: string, args: object): Promise<string>;
  /** Makes a mailbox in the account; returns its id. */
  mailbox(owner: TestAccount, name: string, more?: object): Promise<string>;
  /** Gives exactly these rights; without any it takes all rights. */
  share(owner: TestAccount, mailboxId: string, grantee: TestAccount, ...rights: string[]): Promise<void>;
  /** Makes one call on somebody else's account. Returns the arguments of the response or of the error. */
  on<Answer = JsonObject>(asker: TestAccount, owner: TestAccount, method: string, args?: object): Promise<Answer>;
}

export async function openSharingFixture(config: Parameters<typeof startWeb>[0] = {}): Promise<SharingFixture> {
  const web = await startWeb(config);
  const set = async (account: TestAccount, args: object): Promise<JsonObject> => {
    const answer = await web.one<JsonObject>(account, 'Mailbox/set', args);
    if (answer.notCreated || answer.notUpdated) throw new Error(JSON.stringify(answer));
    return answer;
  };
  const fixture: SharingFixture = {
    web,
    async pair() {
      const [owner, other] = [await web.account(), await web.account()];
      return { owner, other, team: await fixture.mailbox(owner, 'Team') };
    },
    async setResult(asker, owner, method, args) {
      type SetAnswer = Record<string, Record<string, { type: string }> | null>;
      const answer = await fixture.on<SetAnswer>(asker, owner, method, args);
      const failed = answer.notCreated ?? answer.notUpdated ?? answer.notDestroyed;
      return failed ? (Object.values(failed)[0]?.type as string) : 'done';
    },
    async mailbox(owner, name, more = {}) {
      const { created } = await set(owner, { create: { m: { name, ...more } } });
      return (created as { m: { id: string } }).m.id;
    },
    async share(owner, mailboxId, grantee, ...rights) {
      const given = rights.length > 0 ? Object.fromEntries(rights.map((right) => [right, true])) : null;
      await set(owner, { update: { [mailboxId]: { [`shareWith/P${grantee.number}`]: given } } });
    },
    async on(asker, owner, method, args = {}) {
      const [response] = await web.call(asker, [method, { accountId: owner.id, ...args }]);
      return response?.[1] as never;
    },
  };
  return fixture;
}

/** Returns a message with this subject, which is also its text. */
export const letter = (subject: string, more = ''): string =>
  `Message-ID: <${subject}@x>\r\n${more}Subject: ${subject}\r\n\r\n${subject}\r\n`;

/** States by account and type, as a StateChange has them (RFC 8620 7.1). */
export type Changed = Record<string, Record<string, string>>;

/** Opens an event source and yields its state changes. */
export async function listen(
  web: TestWeb,
  account: TestAccount,
  signal: AbortSignal,
): Promise<AsyncGenerator<Changed>> {
  const response = await web.fetch('/jmap/events?types=*&closeafter=no&ping=0', account, { signal });
  return readChanges((response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()));
}

async function* readChanges(pieces: ReadableStream<string>): AsyncGenerator<Changed> {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1] ?? '{}';
      text = text.slice(end + 2);
      yield (JSON.parse(data) as { changed: Changed }).changed;
    }
  }
}
