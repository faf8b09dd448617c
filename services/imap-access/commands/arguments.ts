import type { Decoder, SequenceSet } from '@postroom/imap';

/** Reads the arguments of commands with only a mailbox. */
export function readMailbox(args: Decoder): string {
  args.expectSpace();
  return args.expectMailbox();
}

/** Reads the arguments of COPY and MOVE. */
export function readSetAndMailbox(args: Decoder): { set: SequenceSet; target: string } {
  args.expectSpace();
  const set = args.expectSequenceSet();
  return { set, target: readMailbox(args) };
}
