import { after } from 'node:test';
import { testTranscripts, type Wire } from '@postroom/testkit';
import { isPeerWanted } from '../../support/dovecot.ts';
import { ownPlace, peerPlace } from './places.ts';
import { PASSWORD } from './server.ts';

const place = isPeerWanted ? await peerPlace() : await ownPlace();
after(() => place[Symbol.asyncDispose]());

/** Transcripts that begin with the greeting. */
testTranscripts(new URL('./before-login', import.meta.url), async (name) => {
  const account = await place.account(`${name}@postroom.test`);
  return {
    connect: () => place.connect(),
    supports: (need) => place.supports(need),
    given: (condition) => account.bringAbout(condition),
    liberties: place.liberties,
    values: { user: account.address, password: PASSWORD },
  };
});

/** Transcripts whose sessions are logged in to the same account; with `given: selected INBOX` that mailbox is selected too. */
testTranscripts(new URL('./after-login', import.meta.url), async (name) => {
  const account = await place.account(`${name}@postroom.test`);
  let mailbox: string | undefined;
  return {
    async connect() {
      const wire = await place.connect();
      await wire.expect(/^\* OK/);
      await complete(wire, `LOGIN ${account.address} "${PASSWORD}"`);
      if (mailbox !== undefined) await complete(wire, `SELECT ${mailbox}`);
      return wire;
    },
    connectsAll: () => mailbox !== undefined,
    liberties: place.liberties,
    supports: (need) => place.supports(need),
    async given(condition) {
      const selected = /^selected (.+)$/.exec(condition)?.[1];
      if (selected === undefined) await account.bringAbout(condition);
      else mailbox = selected;
    },
    values: { user: account.address },
  };
});

/** Sends a command and reads its response. */
async function complete(wire: Wire, command: string): Promise<void> {
  await wire.line(`given ${command}`);
  const answer = (await wire.until(/^given /)).at(-1);
  if (!answer?.startsWith('given OK')) throw new Error(`${command}: ${answer}`);
}
