import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { done, postroom } from './platform.testing.ts';

test('branding can be set, shown and removed', async () => {
  await done(['domain', 'add', 'look.test']);
  assert.equal(await done(['branding', 'show', '--for', 'look.test']), 'as it comes\n');
  const logo = join(await mkdtemp(join(tmpdir(), 'logo-')), 'logo.png');
  const png = Buffer.alloc(45);
  png.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\0\x40', 'latin1');
  await writeFile(logo, png);
  const said = ['--name', 'Look', '--accent', '#7a1fa2', '--help-page', 'https://look.test/help', '--logo', logo];
  assert.match(
    await done(['branding', 'set', '--for', 'look.test', ...said]),
    /^name {4}Look\naccent {2}#7a1fa2\nhelp {4}https:\/\/look\.test\/help\nlogo {4}256 × 64, image\/png\n$/,
  );
  assert.equal(await done(['branding', 'show']), 'as it comes\n');
  const yellow = await postroom(['branding', 'set', '--for', 'look.test', '--accent', '#ffd500']);
  assert.equal(yellow.code, 1);
  assert.match(yellow.stderr, /is not readable on light \(contrast 1\.\d/);
  assert.equal((await postroom(['branding', 'set', '--logo', '/nowhere.png'])).code, 2);
  assert.equal(
    await done(['branding', 'set', '--for', 'look.test', '--accent', 'default', '--logo', 'default', '--name', 'N']),
    'name  N\nhelp  https://look.test/help\n',
  );
  await done(['domain', 'remove', 'look.test']);
});

test('policy settings of a domain are removed by `default`', async () => {
  await done(['domain', 'add', 'other.test']);
  const set = ['policy', 'set', '--for', 'other.test'];
  const wants = await done([...set, '--own-senders', 'accept', '--junk-points', '4', '--quarantine-points', '0']);
  assert.match(wants, /junk +from 4 points\nquarantine +never\nown senders +accept/);
  assert.match(await done(['policy', 'list']), /^FOR .*\nother\.test +policy show\n$/);
  const none = ['--own-senders', 'default', '--junk-points', 'default', '--quarantine-points', 'default'];
  assert.equal(await done([...set, ...none]), 'no settings of its own\n');
  assert.equal(await done(['policy', 'list']), 'no domain or account has settings of its own\n');
});
