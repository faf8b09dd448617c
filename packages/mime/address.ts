/**
 * One entry of an address list in the shape IMAP reports (RFC 3501 7.4.2). A group is a start entry with `host` null and
 * the group's name as `mailbox`, its members, and an end entry with both null. Quoting is removed, encoded-words
 * (RFC 2047) are left as they are. A missing domain is ''.
 */
export interface Address {
  name: string | null;
  /** Source route (RFC 5322 4.4 obs-route) without its colon. */
  route: string | null;
  mailbox: string | null;
  host: string | null;
}
