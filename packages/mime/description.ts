import type { Envelope } from './envelope.ts';
import type { Limits } from './limits.ts';
import type { PartTree } from './part.ts';

/** Everything that is kept about a message so that it need not be parsed again. Postgres can store all its texts. */
export interface Description {
  tree: PartTree;
  envelope: Envelope;
  /** Decoded, not folded; '' when the message has none. */
  subject: string;
  sentAt: Date | null;
  /** Search texts: `name <mailbox@host>, …` decoded and folded by foldCase. */
  from: string;
  to: string;
  cc: string;
  bcc: string;
  /** Without angle brackets. */
  messageId: string | null;
  inReplyTo: string | null;
  references: string[];
  /** Folded text of all text parts, separated by line feeds. */
  searchText: string;
  /** The message has more text than searchText holds; findTexts finds that too. */
  isTextCut: boolean;
  /** The first readable text, at most 200 characters (RFC 8970). */
  preview: string;
  hasAttachment: boolean;
}

export interface DescribeOptions {
  limits?: Partial<Limits>;
  /** Octets of the message's header where its end is known already; else the scanner looks for it. */
  headerLength?: number;
  /** The most characters of search text; 4 MiB by default. */
  maxText?: number;
}
