import { builtinModules } from 'node:module';

/** A source file: its path from the root of the checkout, with slashes, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly says: string;
}

/** Packages without side effects, such as grammars: bytes or strings in, values out. They import no other package than these. */
const PURE = ['types', 'mime', 'imap', 'smtp', 'sasl', 'jmap', 'filter'];
const pure = PURE.map((name) => `packages/${name}/`);
/** The Node modules that a pure package may use: no sockets, files, clocks or processes. */
const pureBuiltins = new Set(['buffer', 'crypto', 'string_decoder', 'util', 'url', 'punycode', 'assert', 'stream']);
const impureNames = /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bsetTimeout\(|\bsetInterval\(|\bfetch\(/;

/** The packages that may import a library; all others go through them. */
const homes: Readonly<Record<string, readonly string[]>> = {
  pg: ['packages/database/'],
  'pg-copy-streams': ['packages/backup/'],
  '@aws-sdk': ['packages/objects/'],
  bullmq: ['packages/queue/'],
  ioredis: ['packages/queue/'],
  jose: ['packages/issuer/'],
  'dns-packet': ['packages/dns/'],
  'node:dns': [],
  dns: [],
  fastify: ['services/mailbox-store/', 'services/web-access/', 'packages/http/', 'packages/service/'],
};

/** Folders of programs that start platforms and are no part of one. */
const outside = ['dev/', 'tests/', 'bench/', 'packages/testkit/', 'packages/launch/'];

/** Checks the sources against "Who may import what" of docs/architecture.md. */
export function findViolations(sources: readonly Source[]): Violation[] {
  return sources.flatMap((source) => {
    const lines = withoutComments(source.text).split('\n');
    return lines.flatMap((text, index) => {
      const found = [...importsOf(text).map((name) => importFault(source.path, name)), lineFault(source.path, text)];
      return found.filter((says) => says !== undefined).map((says) => ({ path: source.path, line: index + 1, says }));
    });
  });
}

function importFault(path: string, name: string): string | undefined {
  const test = isTest(path);
  const inside = (folders: readonly string[]) => folders.some((folder) => path.startsWith(folder));
  const workspace = /^@postroom\/([^/]+)/.exec(name)?.[1];
  if (
    workspace === 'testkit' &&
    !test &&
    !inside(['packages/testkit/', 'tests/', 'bench/', 'dev/demo', 'dev/screens'])
  ) {
    return `${name} is for tests, the demo and the pictures only`;
  }
  if (test || inside(outside)) return undefined;

  const service = /^services\/([^/]+)\//.exec(path)?.[1];
  if (service !== undefined && services.has(workspace ?? '') && workspace !== service) {
    return `a service never imports another service (${name})`;
  }
  if (path.startsWith('packages/') && services.has(workspace ?? ''))
    return `a package never imports a service (${name})`;
  if (isOutOfPackage(path, name)) return `${name} leads out of the package: import it by its name`;
  const allowed = homes[name.split('/')[0] ?? ''];
  if (allowed?.length === 0) return `${name} is not used: packages/dns looks names up`;
  if (allowed !== undefined && !inside(allowed)) return `${name} may be imported only in ${allowed.join(', ')}`;
  if (path.startsWith('services/webmail/') && workspace !== undefined && name !== '@postroom/jmap/types')
    return `the page knows of the platform what JMAP says, and nothing else (${name})`;
  if (!inside(pure)) return undefined;
  if (workspace !== undefined && !PURE.includes(workspace)) return `a pure package never imports ${name}`;
  const builtin = name.replace(/^node:/, '').split('/')[0] ?? '';
  if (builtinModules.includes(builtin) && !pureBuiltins.has(builtin)) return `a pure package never imports ${name}`;
  return undefined;
}

const services = new Set([
  'smtp-ingress',
  'delivery-worker',
  'mailbox-store',
  'imap-access',
  'pop3-access',
  'web-access',
  'webmail',
]);

function lineFault(path: string, text: string): string | undefined {
  if (isTest(path) || outside.some((folder) => path.startsWith(folder))) return undefined;
  if (/\bprocess\.env\b/.test(text) && !path.startsWith('packages/service/')) {
    return 'process.env is read only in packages/service';
  }
  const found = pure.some((folder) => path.startsWith(folder)) ? impureNames.exec(text)?.[0] : undefined;
  return found === undefined ? undefined : `a pure package has no clock and no network: ${found}`;
}

/** Returns whether a path is a test, or a helper that only tests use, by its name. */
function isTest(path: string): boolean {
  return /(\.test\.ts|\/testing\.ts|\/testing\/)/.test(path) || /\.(test|testing)\.ts$/.test(path);
}

/** Returns the names that a line imports. */
export function importsOf(line: string): string[] {
  const pattern = /(?:\bfrom\s+|\bimport\s*\(?\s*|\brequire\(\s*)(['"])([^'"]+)\1/g;
  return [...line.matchAll(pattern)].map((match) => match[2] as string);
}

/** Returns whether a relative import leaves its package, service or folder. */
function isOutOfPackage(path: string, name: string): boolean {
  if (!name.startsWith('.')) return false;
  const folders = path.split('/').slice(0, -1);
  const home = /^(packages|services)\//.test(path) ? 2 : 1;
  const climbs = name.split('/').filter((part) => part === '..').length;
  return folders.length - climbs < home;
}

/** Returns the text with comments blanked and its lines kept. Good enough for formatted code. */
export function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/^(\s*)\/\/.*$/gm, '$1');
}
