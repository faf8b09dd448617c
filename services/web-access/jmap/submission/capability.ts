import { MAX_HOLD_SECONDS } from '@postroom/intake';

/** RFC 8621 1.3.2: what an envelope may have, in the words of EHLO. */
export function submissionCapability(maxMessageBytes: number) {
  return {
    maxDelayedSend: MAX_HOLD_SECONDS,
    submissionExtensions: {
      FUTURERELEASE: [String(MAX_HOLD_SECONDS)],
      DSN: [],
      SIZE: [String(maxMessageBytes)],
      SMTPUTF8: [],
    },
  };
}
