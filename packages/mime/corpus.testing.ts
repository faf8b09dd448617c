import assert from 'node:assert/strict';
import type { Expected } from '../../tests/support/samples.ts';
import { findParameter } from './content.ts';
import { describe } from './describe.ts';
import { decodeWords } from './encoded-words.ts';
import { foldCase } from './fold-case.ts';
import type { Parameter, Part } from './part.ts';

/** Describes the message and compares the result with its line in tests/corpus/index.json. */
export function checkExpected(message: Buffer, expected: Expected): void {
  const { subject, from, to, date, messageId, references, structure, text = [], files } = expected;
  const real = describe(message);
  if (subject !== undefined) assert.equal(real.subject, subject);
  if (from !== undefined) assert.equal(real.from, foldCase(from));
  if (to !== undefined) assert.equal(real.to, foldCase(to));
  if (date !== undefined) assert.equal(real.sentAt?.getTime() ?? null, date === null ? null : Date.parse(date));
  if (messageId !== undefined) assert.equal(real.messageId, messageId);
  if (references !== undefined) assert.deepEqual(real.references, references);
  if (structure !== undefined) assert.equal(structureOf(real.tree), structure);
  for (const passage of text) {
    assert.ok(real.searchText.includes(foldCase(passage)), `"${passage}" is not in "${real.searchText.slice(0, 200)}"`);
  }
  if (files !== undefined) assert.deepEqual(fileNames(real.tree), files);
}

function structureOf({ type, subtype, children, message }: Part): string {
  const inner = message ? [message] : children;
  return `${type}/${subtype}${inner ? `(${inner.map(structureOf).join(' ')})` : ''}`;
}

/** Returns file names as mail programs show them: Content-Disposition comes before Content-Type (RFC 2183 2.3). */
function fileNames(part: Part): string[] {
  const own = nameIn(part.disposition?.params, 'filename') ?? nameIn(part.params, 'name');
  const inner = part.message ? [part.message] : (part.children ?? []);
  return [...(own === null ? [] : [own]), ...inner.flatMap(fileNames)];
}

/** Prefers the RFC 2231 4 form to encoded-words, which RFC 2047 5 forbids there. */
function nameIn(params: readonly Parameter[] | undefined, name: string): string | null {
  const extended = findParameter(params, `${name}*`)?.split("'");
  if (extended === undefined) return decoded(findParameter(params, name));
  const [charset = '', , ...value] = extended;
  const octets = value
    .join("'")
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return new TextDecoder(charset).decode(Buffer.from(octets, 'latin1'));
}

function decoded(value: string | null): string | null {
  return value === null ? null : decodeWords(value);
}
