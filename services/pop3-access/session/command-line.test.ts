import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BadCommand } from '../arguments.ts';
import { readCommandLine } from './command-line.ts';

const read = (text: string | Buffer) => readCommandLine(Buffer.from(text));

test('command names are case-insensitive, and arguments are kept as they are', () => {
  assert.deepEqual(read('quit'), { name: 'QUIT', args: '' });
  assert.deepEqual(read('Top 1 2'), { name: 'TOP', args: '1 2' });
  assert.deepEqual(read('PASS  two  blanks '), { name: 'PASS', args: ' two  blanks ' });
  assert.deepEqual(read('USER jürgen@exämple.test'), { name: 'USER', args: 'jürgen@exämple.test' });
});

test('lines that are not commands are refused', () => {
  const bad = ['', ' ', 'A', '\x16\x03\x01', 'VERYLONGCOMMAND x', 'UÜ', 'QUIT\0', 'USER a\0b'];
  for (const line of bad) assert.throws(() => read(line), BadCommand, JSON.stringify(line));
  assert.throws(() => read(Buffer.from('USER j\xfcrgen', 'latin1')), /Not UTF-8/);
});
