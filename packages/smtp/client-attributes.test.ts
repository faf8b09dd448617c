import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseClientAttributes, XCLIENT_ATTRIBUTES, XFORWARD_ATTRIBUTES } from './client-attributes.ts';
import { CommandSyntaxError } from './command-line.ts';

const xclient = (args: string) => parseClientAttributes(args, XCLIENT_ATTRIBUTES);

test('XCLIENT and XFORWARD attributes are parsed', () => {
  assert.deepEqual(xclient('name=spike.example ADDR=168.100.189.2'), { NAME: 'spike.example', ADDR: '168.100.189.2' });
  assert.deepEqual(xclient('ADDR=IPV6:2001:DB8::0:1 PORT=4711 PROTO=esmtp HELO=a+2Bb LOGIN=me@x.test'), {
    ADDR: '2001:db8::1',
    PORT: 4711,
    PROTO: 'ESMTP',
    HELO: 'a+b',
    LOGIN: 'me@x.test',
  });
  assert.deepEqual(xclient('ADDR=ipv6:::1 DESTADDR=2001:db8::2 DESTPORT=25'), {
    ADDR: '::1',
    DESTADDR: '2001:db8::2',
    DESTPORT: 25,
  });
  assert.deepEqual(xclient('NAME=[UNAVAILABLE] ADDR=[unavailable] HELO=[TempUnavail]'), {
    NAME: null,
    ADDR: null,
    HELO: null,
  });
  assert.deepEqual(parseClientAttributes('IDENT=4XYZ SOURCE=remote', XFORWARD_ATTRIBUTES), {
    IDENT: '4XYZ',
    SOURCE: 'REMOTE',
  });
});

test('impossible attributes are refused', () => {
  for (const args of [
    ...['', 'NAME', '=x', 'NAME=', 'NAME=a NAME=b', 'COLOUR=red', 'IDENT=1', 'ADDR=999.1.1.1', 'ADDR=example.test'],
    ...['ADDR=IPV6:1.2.3.4', 'PORT=0', 'PORT=65536', 'PORT=x', 'PROTO=LMTP', 'HELO=a+0D+0Ab', 'HELO=a+20b', 'HELO=a+2'],
    ...[`HELO=${'x'.repeat(256)}`, 'LOGIN=a+00', '__proto__=x', 'constructor=x'],
  ]) {
    assert.throws(
      () => xclient(args),
      (error) => error instanceof CommandSyntaxError && error.code === 501,
      args,
    );
  }
});
