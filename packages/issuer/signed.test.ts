import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMailError } from '@postroom/types';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Kept } from './kept.ts';
import { type KeySet, readKeySet, verifySigned } from './signed.ts';

const issuer = 'https://login.example.org';
const newKey = (kid?: string) =>
  generateKeyPair('RS256').then(async ({ publicKey, privateKey }) => ({
    privateKey,
    jwk: { ...(await exportJWK(publicKey)), ...(kid && { kid }), alg: 'RS256', use: 'sig' },
  }));

test('a token without a key id is checked with every key, and new keys are fetched if none fits', async () => {
  const [one, two, next, strange] = await Promise.all([newKey('1'), newKey('2'), newKey(), newKey()]);
  const published = [one.jwk, two.jwk];
  let asked = 0;
  const keys = new Kept<KeySet>({
    freshMs: 1e6,
    staleMs: 1e6,
    pauseMs: 10,
    onError: () => {},
    now: () => clock,
    fetch: async () => {
      asked += 1;
      return readKeySet({ keys: [...published] });
    },
  });
  let clock = 0;
  const signedBy = ({ privateKey }: typeof one) =>
    new SignJWT({ iss: issuer, aud: 'postroom', exp: Date.now() / 1000 + 600, email: 'a@b.test' })
      .setProtectedHeader({ alg: 'RS256' })
      .sign(privateKey);
  const login = async (by: typeof one) =>
    verifySigned(await signedBy(by), { keys, issuer, audience: 'postroom' }).then(
      ({ email }) => email,
      (error: unknown) => isMailError(error, 'authentication-failed'),
    );
  assert.equal(await login(one), 'a@b.test');
  assert.equal(await login(two), 'a@b.test');
  assert.equal(asked, 1);
  published.push(next.jwk);
  clock = 20;
  assert.equal(await login(next), 'a@b.test');
  assert.equal(asked, 2);
  for (let at = 0; at < 20; at += 1) assert.equal(await login(strange), true);
  assert.equal(asked, 2, 'not again and again');
});
