import type { Decoder, SequenceSet } from '@postroom/imap';

/** Of commands that name a mailbox and nothing else. */
export function readMailbox(args: Decoder): string {
  args.expectSpace();
  return args.expectMailbox();
}

/** Of COPY and MOVE. */
export function readSetAndMailbox(args: Decoder): { set: SequenceSet; target: string } {
  args.expectSpace();
  const set = args.expectSequenceSet();
  return { set, target: readMailbox(args) };
}
