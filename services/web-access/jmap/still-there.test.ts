import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stillThere } from './still-there.ts';

const calls = (...names: string[]) => names.map((name) => ({ name, args: {}, callId: 'a' }));

test('a request of a disconnected client is abandoned unless it changes something', () => {
  assert.throws(
    stillThere(calls('Email/query', 'Email/get', 'SearchSnippet/get'), () => true),
    /Nobody waits/,
  );
  assert.doesNotThrow(stillThere(calls('Email/query'), () => false));
  for (const name of ['Email/set', 'Email/copy', 'Email/import', 'Blob/upload', 'MDN/send', 'EmailSubmission/retry'])
    assert.doesNotThrow(
      stillThere(calls('Email/query', name), () => true),
      name,
    );
});
