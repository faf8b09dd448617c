import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edited } from './edits.ts';
import { sevenBitEdits } from './seven-bit.ts';

async function* pieces(message: Buffer, length: number) {
  for (let at = 0; at < message.length; at += length) yield message.subarray(at, at + length);
}

/** Returns the message as 7-bit lines, octets as latin1; undefined where nothing needs to change. */
async function converted(lines: readonly string[], isBinary = false): Promise<string | undefined> {
  const message = Buffer.from(lines.join('\r\n'), 'latin1');
  const edits = await sevenBitEdits(pieces(message, 5), { isBinary });
  if (edits.length === 0) return undefined;
  const whole = Buffer.concat(await Array.fromAsync(edited([message], edits)));
  const inPieces = Buffer.concat(await Array.fromAsync(edited(pieces(message, 1), edits)));
  assert.ok(whole.equals(inPieces));
  return whole.toString('latin1');
}

test('a text becomes quoted-printable, and one that is mostly of other letters base64', async () => {
  const text = ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=iso-8859-1', 'X: y', ''];
  assert.equal(
    await converted([...text, 'Gr\xfc\xdfe = 1 ', '', '-- ', `${'x'.repeat(75)}-y\t`]),
    [
      ...['MIME-Version: 1.0', 'Content-Type: text/plain; charset=iso-8859-1'],
      ...['Content-Transfer-Encoding: quoted-printable', 'X: y', ''],
      ...['Gr=FC=DFe =3D 1=20', '', '=2D-=20', `${'x'.repeat(75)}=`, '=2Dy=09'],
    ].join('\r\n'),
  );
  assert.match(
    (await converted([...text, '\xc4\xe3\xba\xc3'.repeat(20)])) ?? '',
    /: base64\r\nX: y\r\n\r\n[\w+/]{76}\r\n/,
  );
});

test('a message that knows nothing of MIME says then that it does; what is 7-bit is left as it is', async () => {
  assert.equal(
    await converted(['Subject: x', '', 'caf\xe9', '']),
    'MIME-Version: 1.0\r\nContent-Transfer-Encoding: quoted-printable\r\nSubject: x\r\n\r\ncaf=E9\r\n',
  );
  assert.equal(await converted(['Subject: caf\xe9', 'Content-Transfer-Encoding: 8bit', '', 'cafe', '']), undefined);
});

test('in messages within messages each body is encoded, and containers say what they hold then', async () => {
  const before = [
    ...['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b', 'Content-Transfer-Encoding: 8bit', ''],
    ...['caf\xe9', '--b', 'Content-Type: message/rfc822', 'content-transfer-encoding: BINARY', ''],
    ...['Subject: inner', '', 'th\xe9', '--b', 'Content-Type: image/png', 'Content-Transfer-Encoding: binary', ''],
    ...['\x89PNG\r\n\x1a\n', '--b--', ''],
  ];
  const after = [
    ...['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b', 'Content-Transfer-Encoding: 7bit', ''],
    ...['caf*', '--b', 'Content-Type: message/rfc822', 'Content-Transfer-Encoding: 7bit', ''],
    ...['MIME-Version: 1.0', 'Content-Transfer-Encoding: quoted-printable', 'Subject: inner', '', 'th=E9'],
    ...['--b', 'Content-Type: image/png', 'Content-Transfer-Encoding: base64', ''],
    ...[Buffer.from('\x89PNG\r\n\x1a\n', 'latin1').toString('base64'), '--b--', ''],
  ];
  assert.equal(await converted(before), after.join('\r\n'));
});

test('nothing changes in what is signed, and those around it say still that it is 8-bit', async () => {
  const signed = [
    ...['Content-Type: multipart/signed; boundary=s', 'Content-Transfer-Encoding: 8bit', '', '--s'],
    ...['Content-Transfer-Encoding: 8bit', '', 'th\xe9', '--s', 'Content-Type: application/pgp-signature', '', 'x'],
    ...['--s--'],
  ];
  assert.equal(await converted(signed), undefined);
  const around = ['Content-Type: multipart/mixed; boundary=b', 'Content-Transfer-Encoding: 8bit', '', '--b', ...signed];
  const sent = await converted([...around, '--b', '', 'caf\xe9', '--b--', '']);
  assert.ok(sent?.includes([...around, '--b', ''].join('\r\n')));
  assert.ok(sent?.endsWith('--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\ncaf=E9\r\n--b--\r\n'));
});

test('what is encoded and has raw octets all the same is encoded anew, as it is read', async () => {
  const sent = await converted(['Content-Transfer-Encoding: quoted-printable', '', 'caf=E9 caf\xe9=', 'x=\r\n']);
  assert.ok(sent?.endsWith('Content-Transfer-Encoding: quoted-printable\r\n\r\ncaf=E9 caf=E9x'), sent);
});

test('line ends that came by DATA go as line ends, and those of a binary message as the octets that they are', async () => {
  const body = 'caf\xe9\nx\ry\0';
  assert.ok((await converted(['', '', body])) === undefined, 'no header, nowhere to say it');
  assert.ok((await converted(['A: b', '', body]))?.endsWith('\r\n\r\ncaf=E9\r\nx\r\ny=00'));
  for (const octets of [body, 'x\n', 'x'.repeat(999)]) {
    const sent = (await converted(['A: b', '', octets], true)) ?? '';
    assert.match(sent, /: base64\r\n/);
    assert.equal(Buffer.from(sent.slice(sent.indexOf('\r\n\r\n')), 'base64').toString('latin1'), octets);
  }
});

test('a message with more parts than are read, or a header that is not, is left alone', async () => {
  const parts = Array.from({ length: 10_001 }, () => '--b\r\n\r\n\xe9');
  assert.equal(await converted(['Content-Type: multipart/mixed; boundary=b', '', ...parts, '--b--']), undefined);
  const long = `X: ${'x'.repeat(70_000)}`;
  const one = ['Content-Type: multipart/mixed; boundary=b', '', '--b', long, '', '\xe9', '--b--'];
  assert.equal(await converted(one), undefined);
});
