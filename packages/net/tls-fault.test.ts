import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { certificateFor } from './testing.ts';
import { readPair } from './tls-pair.ts';

test('the reason why a certificate and key cannot be used is given', async () => {
  const [files, others] = [await certificateFor('a.test'), await certificateFor('b.test')];
  const certificate = `${(await readFile(files.certificate, 'utf8')).trim()}\n`;
  const other = `${(await readFile(others.certificate, 'utf8')).trim()}\n`;
  const key = await readFile(files.key, 'utf8');
  const sealed = (type: 'pkcs8' | 'sec1') =>
    createPrivateKey(key).export({ format: 'pem', type, cipher: 'aes-128-cbc', passphrase: 'x' });
  const said = (chain: string, secret: string | Buffer) => {
    try {
      return readPair({ from: 'C and K', certificate: Buffer.from(chain), key: Buffer.from(secret) }).names.join();
    } catch (error) {
      return (error as Error).message.replace('C and K are not a usable certificate and key: ', '');
    }
  };
  assert.equal(said(`${certificate}${other}`, key), 'a.test');
  assert.match(said(`${other}${certificate}`, key), /^the chain is in the wrong order/);
  assert.match(said(`${certificate.trim()}${other}`, key), /^a line break is missing/);
  assert.equal(said(other, key), 'the key belongs to another certificate');
  assert.match(said(certificate, sealed('pkcs8')), /^the key is protected by a passphrase/);
  assert.match(said(certificate, sealed('sec1')), /^the key is protected by a passphrase/);
  assert.equal(said(key, certificate), 'the two files are swapped');
  assert.match(said('x', key), /^the first contains no PEM certificate/);
  assert.match(said(certificate, 'x'), /^the second contains no PEM private key/);
  assert.match(said(certificate, certificate), /^the second contains no PEM private key/);
});
