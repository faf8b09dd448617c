import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCommandLine } from './command-line.ts';
import { parseMailCommand, parseRcptCommand } from './envelope-commands.ts';

test('blanks around arguments are ignored, and CR is not a blank (RFC 5321 2.3.8)', () => {
  const read = (line: string) => parseCommandLine(Buffer.from(line));
  assert.deepEqual(read('noop \t x \t '), { verb: 'NOOP', args: 'x' });
  assert.throws(() => read('NOOP\rRSET'));
  assert.throws(() => read('RSET\r'));
  for (const path of [
    '<a@b.example>\r',
    '<a@b.example>\rRCPT TO:<c@d.example>',
    '\r<a@b.example>',
    '<a@b.example> \rSIZE=1',
  ])
    assert.throws(() => parseMailCommand(read(`MAIL FROM:${path}`).args), JSON.stringify(path));
  assert.throws(() => parseRcptCommand(read('RCPT TO:<a@b.example>\r').args));
});
