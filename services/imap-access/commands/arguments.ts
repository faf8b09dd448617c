import type { Decoder, SequenceSet } from '@postroom/imap';

/** The arguments of COPY and MOVE. */
export function readSetAndMailbox(args: Decoder): { set: SequenceSet; target: string } {
  args.expectSpace();
  const set = args.expectSequenceSet();
  args.expectSpace();
  return { set, target: args.expectMailbox() };
}
