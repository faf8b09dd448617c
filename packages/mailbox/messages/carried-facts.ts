import { DESCRIBED_BY } from './described-by.ts';
import type { MessageFacts } from './message-facts.ts';

/** The most characters of the facts of one message that are stored until it is filed. */
export const MAX_CARRIED = 64 * 1024;

/** Returns facts as JSON for filing later; null when that is too long. */
export function packFacts(facts: MessageFacts): string | null {
  const { envelope, bodyStructure, ...rest } = facts;
  const octets = { envelope: envelope.toString('latin1'), bodyStructure: bodyStructure.toString('latin1') };
  const packed = JSON.stringify({ by: DESCRIBED_BY, ...rest, ...octets });
  return packed.length <= MAX_CARRIED ? packed : null;
}

/** Reads what packFacts wrote; null when another version of the code wrote it, or it is not valid. */
export function unpackFacts(packed: string): MessageFacts | null {
  const facts = readJson(packed);
  if (facts?.by !== DESCRIBED_BY) return null;
  const read: Record<string, unknown> = {};
  for (const [name, isOf] of Object.entries(FIELDS)) {
    if (!isOf(facts[name])) return null;
    read[name] = facts[name];
  }
  const { envelope, bodyStructure, sentAt, ...rest } = read as Packed;
  return {
    ...rest,
    envelope: Buffer.from(envelope, 'latin1'),
    bodyStructure: Buffer.from(bodyStructure, 'latin1'),
    sentAt: sentAt === null ? null : new Date(sentAt),
  };
}

type Packed = Omit<MessageFacts, 'envelope' | 'bodyStructure' | 'sentAt'> & {
  envelope: string;
  bodyStructure: string;
  sentAt: string | null;
};

const isText = (value: unknown): boolean => typeof value === 'string';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const isDate = (value: unknown): boolean => value === null || (isText(value) && !Number.isNaN(Date.parse(`${value}`)));

const FIELDS: Readonly<Record<keyof MessageFacts, (value: unknown) => boolean>> = {
  envelope: isText,
  bodyStructure: isText,
  parts: isText,
  messageId: isText,
  inReplyTo: isTexts,
  references: isTexts,
  sentAt: isDate,
  sentOn: isDate,
  subject: isText,
  preview: isText,
  hasAttachment: isFlag,
  searchSubject: isText,
  searchFrom: isText,
  searchTo: isText,
  searchCc: isText,
  searchBcc: isText,
  searchText: isText,
  searchTextCut: isFlag,
};

function readJson(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
