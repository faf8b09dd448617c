// Checks that the links, files, settings, metrics and alerts of the guides exist (cli/guides.test.ts checks their command lines).
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const read = (path: string) => readFile(join(root, path), 'utf8');
const matching = (pattern: string) => Array.fromAsync(glob(pattern, { cwd: root }));

const texts = new Map<string, string>();
for (const pattern of ['*.md', 'docs/*.md', 'docs/decisions/*.md', 'tests/*/*.md'])
  for (const path of await matching(pattern)) texts.set(path, await read(path));
/** Pages about the present platform; decisions and the change log describe the past. */
const guides = [...texts].filter(([path]) => /^(README|CONTRIBUTING|SECURITY|docs\/[^/]*)\.md$/.test(path));

test('every link leads to an existing file and an existing heading in it', () => {
  const broken: string[] = [];
  for (const [path, text] of texts)
    for (const [, link = ''] of withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?|mailto):/.test(link)) continue;
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : join(dirname(path), file);
      if (!existsSync(join(root, target))) broken.push(`${path}: ${link}`);
      else if (anchor !== undefined && !headings(texts.get(target) ?? '').has(anchor)) broken.push(`${path}: ${link}`);
    }
  assert.deepEqual(broken, []);
});

test('every file that the guides name from the root of the checkout exists', async () => {
  // What the worked examples of CONTRIBUTING make, and what a build makes.
  const made = [/\/(etrn|dated)\./, /NNNN/, /^services\/webmail\/dist$/];
  const missing: string[] = [];
  for (const [path, text] of guides)
    for (const [, name = ''] of withoutBlocks(text).matchAll(
      /`((?:services|packages|cli|dev|tests|bench|deploy|k8s|docs|bin|\.ci)\/[\w./*@-]+)`/g,
    )) {
      if (made.some((one) => one.test(name))) continue;
      const isThere = name.includes('*') ? (await matching(name)).length > 0 : existsSync(join(root, name));
      if (!isThere) missing.push(`${path}: ${name}`);
    }
  assert.deepEqual(missing, []);
});

test('every test that the guides run exists', async () => {
  const folders = ['services', 'packages', 'cli', 'dev', 'tests', 'bench'];
  const exclude = ['**/node_modules/**'];
  const tests = await Array.fromAsync(glob(`{${folders}}/**/*.test.ts`, { cwd: root, exclude }));
  const missing: string[] = [];
  for (const [path, text] of [...guides, ...[...texts].filter(([path]) => path.startsWith('tests/'))])
    for (const [, words = ''] of text.matchAll(/\bnpm test -- ([^`#\n]+)/g))
      for (const name of words.split(' ').filter((word) => folders.includes(word.split('/')[0] ?? '')))
        if (!tests.some((test) => test === name || test.startsWith(`${name}/`))) missing.push(`${path}: ${name}`);
  assert.deepEqual(missing, []);
});

test('every metric and alert in the guides exists', async () => {
  const [, table = ''] =
    /<!-- metrics -->([\s\S]*)<!-- \/metrics -->/.exec(texts.get('docs/operations.md') ?? '') ?? [];
  const metrics = new Set([...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name));
  const rules = (await Promise.all((await matching('deploy/prometheus/rules/*.yml')).map(read))).join('\n');
  const alerts = new Set([...rules.matchAll(/alert: (\w+)/g)].map(([, name]) => name));
  assert.ok(metrics.size > 50 && alerts.size > 20);
  const unknown: string[] = [];
  for (const [path, text] of guides) {
    for (const [name] of text.matchAll(/\bpostroom_(?!outside\b|queue\b)[a-z0-9_]+/g))
      if (!metrics.has(name.replace(/_(bucket|sum|count)$/, ''))) unknown.push(`${path}: ${name}`);
    for (const [name] of text.matchAll(/\bPostroom[A-Z]\w+/g)) if (!alerts.has(name)) unknown.push(`${path}: ${name}`);
  }
  assert.deepEqual(unknown, []);
});

test('every variable in the guides is a setting, one of the containers, or one of another program', async () => {
  const settings = new Set(
    [...(texts.get('docs/config.md') ?? '').matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name]) => name),
  );
  const files = [
    'docker-compose.yml',
    ...(await matching('{k8s,deploy,tests/deploy,bench,tests/support}/**/*.{yml,yaml,sh,conf,ts}')),
  ];
  const elsewhere = (await Promise.all(files.map(read))).join('\n');
  const others = ['NODE_OPTIONS', 'MAX_BYTES', 'LEFT_OUT', 'SSL_CERT_FILE', 'BLOB_ID', 'ACCESS_TOKEN', 'REFRESH_TOKEN'];
  const unknown: string[] = [];
  for (const [path, text] of guides)
    for (const [name] of withoutAddresses(text).matchAll(/\b[A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9]\b/g))
      if (!settings.has(name) && !settings.has(name.replace(/_FILE$/, '')) && !others.includes(name))
        if (!new RegExp(`\\b${name}\\b`).test(elsewhere)) unknown.push(`${path}: ${name}`);
  assert.deepEqual(unknown, []);
});

function withoutAddresses(text: string): string {
  return text.replace(/https?:[^\s)]+/g, '');
}

function withoutBlocks(text: string): string {
  return text.replace(/```[\s\S]*?```/g, '');
}

/** Returns the anchors that GitHub makes of a page's headings. */
function headings(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, title = ''] of withoutBlocks(text).matchAll(/^#+ +(.*)$/gm)) {
    const words = title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = words.replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
    anchors.add(anchors.has(anchor) ? `${anchor}-1` : anchor);
  }
  return anchors;
}
