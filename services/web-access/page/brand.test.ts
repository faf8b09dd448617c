import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openPool } from '@postroom/database';
import { addDomain, type Brand, putBranding, putBrandPicture } from '@postroom/directory';
import { startWeb } from '../testing.ts';
import { branded, brandedManifest } from './brand-for-page.ts';
import { Brands } from './brands.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());
const { pool } = web.store;
const NOTHING = { accent: null, accentDark: null, signInText: null, helpUrl: null, privacyUrl: null, imprintUrl: null };
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAAAAACPAi4CAAAAKUlEQVR42u3MQREAAAwCIHOb3hD77SAA6VEEAoFAIBAIBAKBQCAQfA8Gsbmgar1oxUEAAAAASUVORK5CYII=',
  'base64',
);

test('the branding of a domain is public, and its images cannot be anything but images', async () => {
  await addDomain(pool, 'choir.test');
  await putBranding(pool, 'choir.test', { ...NOTHING, name: 'Choir' });
  const { hash } = await putBrandPicture(pool, 'choir.test', 'icon', PNG);
  const told = (await (await web.fetch('/brand?domain=choir.test')).json()) as { name: string; icon: string };
  assert.deepEqual([told.name, told.icon], ['Choir', `/brand/pictures/${hash}`]);
  const picture = await web.fetch(told.icon);
  assert.deepEqual(Buffer.from(await picture.arrayBuffer()), PNG);
  assert.deepEqual(
    ['content-type', 'x-content-type-options', 'content-security-policy'].map((name) => picture.headers.get(name)),
    ['image/png', 'nosniff', "default-src 'none'; sandbox"],
  );
  assert.match(picture.headers.get('cache-control') ?? '', /immutable/);
  for (const name of [hash.replace(/^./, (letter) => (letter === 'x' ? 'y' : 'x')), 'x', '%00', `${hash}x`])
    assert.equal((await web.fetch(`/brand/pictures/${name}`)).status, 404, name);
  for (const query of ['', '?domain=a&domain=b', `?domain=${'a'.repeat(300)}`])
    assert.equal((await web.fetch(`/brand${query}`)).status, 400, query);
});

test('text of an operator is escaped in the page', () => {
  const name = '"><script>alert(1)</script>$&';
  const brand: Brand = {
    domain: null,
    isOneOfMany: false,
    name,
    signInText: null,
    colours: null,
    pictures: {},
    links: { help: null, privacy: null, imprint: null },
  };
  const html = branded('<head><title>Postroom</title><link rel="icon" href="/icon.svg" /></head>', brand);
  assert.ok(!html.includes('<script'));
  assert.ok(html.startsWith('<head><title>&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;$&amp;</title><meta name='));
  assert.equal(JSON.parse(brandedManifest('{"name":"Postroom","icons":[]}', brand)).name, name);
});

test('many visitors cause one query, changes are seen soon, and the page works without a database', async () => {
  await putBranding(pool, null, { ...NOTHING, name: 'House' });
  let now = 0;
  let isAway = false;
  const asked: unknown[] = [];
  const nowhere = openPool({ url: 'postgres://127.0.0.1:1/none', name: 'test' });
  const db = {
    query: async (query: { name: string }) => {
      asked.push(query.name);
      return (isAway ? nowhere : pool).query(query as never);
    },
  } as unknown as ConstructorParameters<typeof Brands>[0];
  const failed: unknown[] = [];
  const brands = new Brands(
    db,
    (error) => failed.push(error),
    () => now,
  );
  const found = await Promise.all(Array.from({ length: 50 }, () => brands.of('mail.elsewhere.test')));
  assert.ok(found.every((brand) => brand?.name === 'House'));
  assert.equal(asked.filter((name) => name === 'brand-domain').length, 1);
  now += 11_000;
  await brands.of('mail.elsewhere.test');
  assert.equal(asked.filter((name) => name === 'brand-domain').length, 2);
  isAway = true;
  now += 11_000;
  assert.equal(await brands.of('mail.elsewhere.test'), null);
  isAway = false;
  assert.equal((await brands.of('mail.elsewhere.test'))?.name, 'House', 'a failure is not kept');
  assert.equal(failed.length, 1);
  await nowhere.end();
});
