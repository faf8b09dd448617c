import type { Wire } from '@postroom/testkit';
import type { FuzzProtocol, FuzzState } from './protocol.ts';
import { data, say, smtp } from './smtp.ts';

/** Returns the settings that make smtp-ingress accept LMTP at a port, from all loopback addresses. */
export function lmtpAt(port: number): Record<string, string> {
  return { LMTP_PORT: String(port), LMTP_FROM: '127.0.0.0/8' };
}

async function greeted(wire: Wire): Promise<void> {
  await wire.expect(/^220 /);
}

async function lhlo(wire: Wire): Promise<void> {
  await greeted(wire);
  await wire.line('LHLO fuzz.test');
  await wire.until(/^250 /);
}

const afterLhlo: FuzzState = { name: 'after LHLO', port: 'LMTP_PORT', enter: lhlo, say };

/** RFC 2033: SMTP with a reply for each recipient after the message. */
export const lmtp: FuzzProtocol = {
  ...smtp,
  name: 'lmtp',
  states: [
    { name: 'greeted', port: 'LMTP_PORT', enter: greeted, say },
    afterLhlo,
    {
      name: 'in a transaction',
      port: 'LMTP_PORT',
      async enter(wire) {
        await lhlo(wire);
        await wire.ask('MAIL FROM:<x@elsewhere.test>', /^250 /);
        await wire.ask('RCPT TO:<bob@a.test>', /^250 /);
        await wire.ask('RCPT TO:<postmaster>', /^[25]50 /);
      },
      say: (random) => (random.chance(0.5) ? data(random) : say(random)),
    },
  ],
  noop: { ...smtp.noop, state: afterLhlo },
};
