/** What happened to a message at its recipient (RFC 8098 3.2.6). */
export interface Disposition {
  readonly actionMode: 'manual-action' | 'automatic-action';
  readonly sendingMode: 'mdn-sent-manually' | 'mdn-sent-automatically';
  readonly type: 'deleted' | 'dispatched' | 'displayed' | 'processed';
}

/** The fields of a message disposition notification (RFC 8098 3.2); null where absent. Addresses include their type. */
export interface MdnFields {
  readonly reportingUA: string | null;
  readonly mdnGateway: string | null;
  readonly originalRecipient: string | null;
  readonly finalRecipient: string;
  /** With its angle brackets. */
  readonly originalMessageId: string | null;
  readonly disposition: Disposition;
  readonly error: readonly string[];
  /** Values by field name, `X-…`. */
  readonly extensionFields: Readonly<Record<string, string>>;
}
