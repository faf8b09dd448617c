import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Decoder, gather, readWord } from '@postroom/imap';
import type { Extension } from './extension.ts';
import { EXTENSIONS } from './extensions/index.ts';
import { protocolOf } from './protocol-of.ts';
import type { Session } from './session/session.ts';
import { kept } from './status/status-item.ts';

const base: Extension = { capabilities: ['BASE', { name: 'EARLY', when: ({ tag }) => tag === 'a' }] };

test('capabilities are listed in the order of the extensions, if the session has them', () => {
  const { protocol } = protocolOf([base, { capabilities: ['MORE'] }]);
  assert.equal(protocol.capabilities({ tag: 'a' } as Session), 'BASE EARLY MORE');
  assert.equal(protocol.capabilities({ tag: 'b' } as Session), 'BASE MORE');
});

test('an item of one extension can be parsed with the items of all', () => {
  const items: Extension = { capabilities: [], statusItems: { ONE: () => kept('ONE', () => 1) } };
  const nested: Extension = {
    capabilities: [],
    listReturns: {
      NESTED(args, { statusItems }) {
        args.expectSpace();
        const { name } = readWord(args, statusItems, 'STATUS item');
        return { attributes: () => [name] };
      },
    },
  };
  const { protocol } = protocolOf([nested, items]);
  const option = readWord(new Decoder(gather('nested one')), protocol.listReturns, 'return option');
  assert.deepEqual(option.attributes?.({ name: '', mailbox: undefined, subscribed: false, hasChildren: false }), [
    'ONE',
  ]);
});

test('two extensions that declare the same item stop the start, and none of ours do', () => {
  const twice: Extension = { capabilities: [], statusItems: { ONE: () => kept('ONE', () => 1) } };
  assert.throws(() => protocolOf([twice, twice]), /two extensions declare ONE/);
  const command = protocolOf(EXTENSIONS).commands.find('NOOP');
  const other: Extension = { capabilities: [], commands: command ? [command] : [] };
  assert.throws(() => protocolOf([...EXTENSIONS, other]), /two extensions declare NOOP/);
  assert.ok(protocolOf(EXTENSIONS).commands.find('UID FETCH'));
});
