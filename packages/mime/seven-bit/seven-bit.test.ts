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

test('text is encoded as quoted-printable, or as base64 if it is mostly not ASCII', async () => {
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

test('a message without MIME fields gets them when it is encoded, and a 7-bit message is unchanged', async () => {
  assert.equal(
    await converted(['Subject: x', '', 'caf\xe9', '']),
    'MIME-Version: 1.0\r\nContent-Transfer-Encoding: quoted-printable\r\nSubject: x\r\n\r\ncaf=E9\r\n',
  );
  assert.equal(await converted(['Subject: caf\xe9', 'Content-Transfer-Encoding: 8bit', '', 'cafe', '']), undefined);
});

test('each body in nested messages is encoded, and the containers are relabelled', async () => {
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

test('signed parts are unchanged, and their containers are still labelled 8-bit', async () => {
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

test('an encoded body that contains raw octets is encoded again as it is decoded', async () => {
  const sent = await converted(['Content-Transfer-Encoding: quoted-printable', '', 'caf=E9 caf\xe9=', 'x=\r\n']);
  assert.ok(sent?.endsWith('Content-Transfer-Encoding: quoted-printable\r\n\r\ncaf=E9 caf=E9x'), sent);
});

test('line ends of DATA stay line ends, and in a binary message they are encoded as octets', async () => {
  const body = 'caf\xe9\nx\ry\0';
  assert.ok((await converted(['', '', body])) === undefined, 'no header, nowhere to say it');
  assert.ok((await converted(['A: b', '', body]))?.endsWith('\r\n\r\ncaf=E9\r\nx\r\ny=00'));
  for (const octets of [body, 'x\n', 'x'.repeat(999)]) {
    const sent = (await converted(['A: b', '', octets], true)) ?? '';
    assert.match(sent, /: base64\r\n/);
    assert.equal(Buffer.from(sent.slice(sent.indexOf('\r\n\r\n')), 'base64').toString('latin1'), octets);
  }
});

test('a message with too many parts or an oversized part header is unchanged', async () => {
  const parts = Array.from({ length: 10_001 }, () => '--b\r\n\r\n\xe9');
  assert.equal(await converted(['Content-Type: multipart/mixed; boundary=b', '', ...parts, '--b--']), undefined);
  const long = `X: ${'x'.repeat(70_000)}`;
  const one = ['Content-Type: multipart/mixed; boundary=b', '', '--b', long, '', '\xe9', '--b--'];
  assert.equal(await converted(one), undefined);
});
