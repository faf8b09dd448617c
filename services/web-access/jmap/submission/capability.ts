import { MAX_DELAYED_SEND } from './envelope.ts';

/** RFC 8621 1.3.2: what an envelope may have, in the words of EHLO. */
export function submissionCapability(maxMessageBytes: number) {
  return {
    maxDelayedSend: MAX_DELAYED_SEND,
    submissionExtensions: {
      FUTURERELEASE: [String(MAX_DELAYED_SEND)],
      DSN: [],
      SIZE: [String(maxMessageBytes)],
      SMTPUTF8: [],
    },
  };
}
