import { startDns, startSmtpPeer } from '@postroom/testkit';
import { type OwnFixture, openFixture } from '../../tests/support/fixture.ts';

/** The domain of the people in the pictures. */
export const DOMAIN = 'postroom.example';

/** Starts a platform, and servers of recipients: one accepts mail, one is busy, one knows no recipient, and one is unreachable. */
export async function openScreensFixture(): Promise<OwnFixture> {
  await using stack = new AsyncDisposableStack();
  const peer = stack.use(
    await startSmtpPeer({
      host: '127.0.0.2',
      script: ({ stage, address }) => {
        if (stage !== 'rcpt') return undefined;
        if (address.endsWith('@slow.example')) return '451 4.3.2 The system is busy, try again later';
        return address.startsWith('nobody@') ? '550 5.1.1 No such user here' : undefined;
      },
    }),
  );
  const away = { A: ['127.0.0.2'] };
  const dns = stack.use(
    await startDns({ 'harbour.example': away, 'slow.example': away, 'island.example': { A: ['127.0.0.3'] } }),
  );
  const fixture = stack.use(
    await openFixture({ env: { OUTBOUND_PORT: `${peer.port}`, DNS_SERVERS: dns.address, QUARANTINE_NOTICES: 'off' } }),
  );
  const kept = stack.move();
  return { ...fixture, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
