/** The facts of a message, computed once when it is filed. Texts must hold no NUL and be well-formed Unicode. */
export interface MessageFacts {
  /** The IMAP ENVELOPE as it is sent. */
  envelope: Buffer;
  /** The IMAP BODYSTRUCTURE as it is sent. */
  bodyStructure: Buffer;
  /** The tree of parts with octet offsets, as JSON. */
  parts: string;
  messageId: string;
  inReplyTo: string[];
  references: string[];
  sentAt: Date | null;
  /** The day as written in the Date field, `YYYY-MM-DD`. */
  sentOn: string | null;
  subject: string;
  preview: string;
  hasAttachment: boolean;
  /** Decoded and case-folded, like the following ones. */
  searchSubject: string;
  searchFrom: string;
  searchTo: string;
  searchCc: string;
  searchBcc: string;
  searchText: string;
  /** Whether searchText is cut: the message contains more text. */
  searchTextCut: boolean;
}
