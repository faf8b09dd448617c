/** RFC 8098 3.2.6: what became of a message at its recipient. */
export interface Disposition {
  readonly actionMode: 'manual-action' | 'automatic-action';
  readonly sendingMode: 'mdn-sent-manually' | 'mdn-sent-automatically';
  readonly type: 'deleted' | 'dispatched' | 'displayed' | 'processed';
}

/** What a message disposition notification says (RFC 8098 3.2); null is not said. Addresses have their type before them. */
export interface MdnFields {
  readonly reportingUA: string | null;
  readonly mdnGateway: string | null;
  readonly originalRecipient: string | null;
  readonly finalRecipient: string;
  /** With its angle brackets. */
  readonly originalMessageId: string | null;
  readonly disposition: Disposition;
  readonly error: readonly string[];
  /** By name, `X-…`. */
  readonly extensionFields: Readonly<Record<string, string>>;
}
