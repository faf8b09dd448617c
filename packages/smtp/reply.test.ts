import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEhlo, sizeLimit } from './ehlo.ts';
import { formatReply, type Reply, ReplyParser, ReplySyntaxError, replyClass, replyText } from './reply.ts';

function read(...lines: string[]): Reply {
  const parser = new ReplyParser();
  const replies = lines.map((line) => parser.push(line));
  const last = replies.pop();
  assert.ok(replies.every((reply) => reply === undefined));
  assert.ok(last);
  return last;
}

test('single and multi-line replies with enhanced codes are parsed', () => {
  const reply = read('550-5.1.1 no such user here', '550 5.1.1 ask someone else');
  assert.deepEqual([reply.code, reply.enhanced, replyClass(reply)], [550, '5.1.1', 'permanent']);
  assert.equal(replyText(reply), 'no such user here ask someone else');
  assert.equal(formatReply(reply), '550 5.1.1 no such user here ask someone else');
  assert.deepEqual(read('250'), { code: 250, enhanced: undefined, lines: [''] });
  assert.equal(read('354 go').enhanced, undefined);
});

test('an enhanced code of another class is plain text', () => {
  const reply = read('450 5.1.1 greylisted');
  assert.equal(reply.enhanced, undefined);
});

test('control characters never reach a header or terminal', () => {
  assert.equal(replyText(read('550 a\rb\x1b[31m\tc')), 'a?b?[31m c');
});

test('garbage and endless replies are errors', () => {
  for (const line of ['', 'hello', '25', '2500 x', '150 x', '650 x', '250x', '<html>']) {
    assert.throws(() => new ReplyParser().push(line), ReplySyntaxError, line);
  }
  const endless = new ReplyParser();
  assert.throws(() => {
    for (let i = 0; i < 1000; i++) endless.push('250-more');
  }, ReplySyntaxError);
  const wide = new ReplyParser();
  assert.throws(() => {
    for (let i = 0; i < 100; i++) wide.push(`250-${'x'.repeat(1000)}`);
  }, ReplySyntaxError);
});

test('EHLO extensions are parsed', () => {
  const extensions = parseEhlo(
    read('250-mx.test Hello', '250-size 1000', '250-AUTH=LOGIN', '250-AUTH PLAIN', '250 dsn'),
  );
  assert.deepEqual([...extensions.keys()], ['SIZE', 'AUTH', 'DSN']);
  assert.deepEqual(extensions.get('AUTH'), ['LOGIN', 'PLAIN']);
  assert.equal(sizeLimit(extensions), 1000);
  assert.equal(sizeLimit(parseEhlo(read('250-x', '250 SIZE 0'))), undefined);
  assert.equal(sizeLimit(parseEhlo(read('250 x'))), undefined);
});
