import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { addDomain } from '../domains.ts';
import { openDirectoryFixture } from '../testing.ts';
import { findBrand } from './brand.ts';
import { NO_BRANDING, putBranding, putBrandPicture, readBrandPicture, removeBrandPicture } from './branding.ts';
import { contrast, isReadable, palettes, readable } from './colours.ts';
import { readPicture } from './picture.ts';
import { png, webp } from './testing.ts';

const fixture = await openDirectoryFixture();
after(() => fixture[Symbol.asyncDispose]());
const { pool } = fixture;

test('a readable colour is accepted, and adjusted for the dark theme automatically', () => {
  assert.equal(contrast('#000000', '#ffffff').toFixed(2), '21.00');
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48');
  assert.ok(isReadable('#0b7a5a', 'light'), "the page's own");
  assert.ok(isReadable('#46c8a1', 'dark'), "the page's own");
  for (const colour of ['#ffd500', '#ffffff', '#ff0000', '#00ffff', '#808080', '#123456', '#000000'])
    for (const theme of ['light', 'dark'] as const) assert.ok(isReadable(readable(colour, theme), theme), colour);
  const { light, dark } = palettes('#7a1fa2', null);
  assert.equal(light.accent, '#7a1fa2');
  assert.equal(light.onAccent, '#ffffff');
  assert.ok(isReadable(dark.accent, 'dark') && contrast(dark.accent, dark.onAccent) >= 4.5);
  assert.ok(contrast(dark.toastAction, '#e9e9e6') >= 4.5);
});

test('unreadable colours and links that run scripts are refused', async () => {
  const refused = (change: object, says: RegExp) =>
    assert.rejects(putBranding(pool, null, { ...NO_BRANDING, ...change }), says);
  await refused(
    { accent: '#ffd500' },
    /is not readable on light \(contrast 1\.\d, at least 4\.5 is needed\); #[0-9a-f]{6} is$/,
  );
  await refused({ accent: '#123456', accentDark: '#123456' }, /is not readable on dark/);
  await refused({ accentDark: '#46c8a1' }, /needs one for the light theme/);
  for (const accent of ['red', '#fff', '#0b7a5a;}', 'url(x)']) await refused({ accent }, /must have the form #rrggbb/);
  for (const helpUrl of ['javascript:alert(1)', 'data:text/html,x', '/help', 'https://a:b@c.test/', 'x'])
    await refused({ helpUrl }, /A link must begin/);
});

test('an image must be PNG or WebP by its content and small, and an icon square', () => {
  assert.deepEqual({ ...readPicture(png(300, 80), 'logo'), hash: '' }, facts('image/png', 300, 80));
  for (const kind of ['VP8 ', 'VP8L', 'VP8X'] as const)
    assert.deepEqual({ ...readPicture(webp(kind, 300, 80), 'logo'), hash: '' }, facts('image/webp', 300, 80));
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'.padEnd(100));
  for (const octets of [svg, Buffer.alloc(0), png(1, 1).subarray(0, 20), Buffer.from('GIF89a'.padEnd(60))])
    assert.throws(() => readPicture(octets, 'logo'), /PNG or WebP/);
  assert.throws(() => readPicture(Buffer.concat([png(1, 1), Buffer.alloc(200_000)]), 'logo'), /128 KiB/);
  assert.throws(() => readPicture(png(0, 5), 'logo'), /pixels/);
  assert.throws(() => readPicture(png(5_000, 5), 'logo'), /pixels/);
  assert.throws(() => readPicture(png(128, 64), 'icon'), /square/);
});

const facts = (mediaType: string, width: number, height: number) => ({ mediaType, width, height, hash: '' });

test('a host has the branding of its domain, and that of the platform for what is not set', async () => {
  for (const name of ['choir.test', 'sub.choir.test', 'plain.test']) await addDomain(pool, name);
  assert.deepEqual(await findBrand(pool, 'mail.choir.test'), {
    domain: 'choir.test',
    isOneOfMany: false,
    name: 'Postroom',
    signInText: null,
    colours: null,
    pictures: {},
    links: { help: null, privacy: null, imprint: null },
  });
  const helpUrl = 'https://help.test/';
  await putBranding(pool, null, { ...NO_BRANDING, name: 'House', accent: '#7a1fa2', accentDark: '#e0b0ff', helpUrl });
  await putBrandPicture(pool, null, 'logo', png(10, 10));
  await putBrandPicture(pool, null, 'logo-dark', png(11, 11));
  await putBranding(pool, 'choir.test', { ...NO_BRANDING, name: 'Choir', accent: '#005a9c' });
  const { hash } = await putBrandPicture(pool, 'choir.test', 'logo', png(20, 10));
  const choir = await findBrand(pool, 'mail.choir.test');
  assert.deepEqual([choir.name, choir.links.help, choir.isOneOfMany], ['Choir', helpUrl, true]);
  assert.equal(choir.colours?.light.accent, '#005a9c');
  assert.notEqual(choir.colours?.dark.accent, '#e0b0ff', 'the dark colour of another');
  assert.deepEqual([choir.pictures.logo?.hash, choir.pictures['logo-dark']], [hash, undefined]);
  // A subdomain that is itself one of our domains does not get the branding of the domain above.
  assert.deepEqual((await findBrand(pool, 'sub.choir.test')).name, 'House');
  for (const host of ['mail.plain.test', 'elsewhere.example', '127.0.0.1', '', '::1', '%00'])
    assert.equal((await findBrand(pool, host)).name, 'House', host);
  assert.deepEqual((await readBrandPicture(pool, hash))?.octets, png(20, 10));
  await removeBrandPicture(pool, 'choir.test', 'logo');
  assert.equal(await readBrandPicture(pool, hash), null);
  assert.equal((await findBrand(pool, 'choir.test')).pictures['logo-dark']?.width, 11);
});
