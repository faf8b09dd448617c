import { MAX_HOLD_SECONDS } from '@postroom/intake';

/** RFC 8621 1.3.2: the parameters that an envelope may have, in the form of EHLO. */
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
