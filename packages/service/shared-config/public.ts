import Type from 'typebox';
import { parsePublicServers } from '../public-servers.ts';

/** Settings that web-access and DNS publish for users, mail programs and other servers. */
export const publicConfig = {
  MTA_STS: Type.Union([Type.Literal('off'), Type.Literal('testing'), Type.Literal('enforce')], {
    default: 'testing',
    description:
      'The MTA-STS policy for other servers, once the records of `postroom domain dns` are published (RFC 8461): none; report when TLS to us fails; or send only by TLS with a certificate of MAIL_HOSTNAME.',
  }),
  PUBLIC_URL: Type.String({
    default: '',
    pattern: '^$|^https?://[^/\\s?#]+$',
    description:
      'The URL at which users reach web-access, https://mail.example.org. Without it each client is given the name that it used itself.',
  }),
  PUBLIC_SERVERS: Type.Refine(
    Type.String({
      default: 'imaps=993,pop3s=995,submissions=465,submission=587',
      description:
        'The servers that mail programs should use, the best first: SERVICE=PORT or SERVICE=HOST:PORT of imaps, imap, pop3s, pop3, submissions, submission, as they are reached from outside; the default host is MAIL_HOSTNAME. `npm start` fills in its own ports.',
    }),
    (text) => serversFault(text) === undefined,
    (text) => serversFault(text) ?? '',
  ),
};

/** Returns why a text is no list of servers. */
function serversFault(text: string): string | undefined {
  try {
    parsePublicServers(text, 'localhost');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
