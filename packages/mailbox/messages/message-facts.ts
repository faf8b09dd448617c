/** What a message is, computed once when it is filed. Text must hold no NUL and be well-formed Unicode. */
export interface MessageFacts {
  /** Rendered IMAP ENVELOPE. */
  envelope: Buffer;
  /** Rendered IMAP BODYSTRUCTURE. */
  bodyStructure: Buffer;
  /** The part tree with byte offsets, JSON. */
  parts: string;
  messageId: string;
  inReplyTo: string[];
  references: string[];
  sentAt: Date | null;
  /** The Date field's day as written, `YYYY-MM-DD`. */
  sentOn: string | null;
  subject: string;
  preview: string;
  hasAttachment: boolean;
  /** Decoded and case-folded, as are all below. */
  searchSubject: string;
  searchFrom: string;
  searchTo: string;
  searchCc: string;
  searchBcc: string;
  searchText: string;
  /** The message says more than that. */
  searchTextCut: boolean;
}
