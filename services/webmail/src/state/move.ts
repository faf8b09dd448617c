/** A patch of an email (RFC 8620 5.3). */
export type Patch = Readonly<Record<string, unknown>>;

/** How mail is moved into a folder. */
export interface Move {
  /** Returns the message for that many conversations. */
  done(count: number): string;
  /** Whether the folder is Trash or Junk. */
  readonly isAway?: boolean;
  readonly more?: Patch;
}
