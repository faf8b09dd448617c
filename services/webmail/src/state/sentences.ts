import type { Word } from '../words/en.ts';

/** What is said of who found that a mail is bad, by the server's name of that (docs/jmap.md: /account/origins). */
export const SENTENCES: Readonly<Record<string, Word>> = {
  'sender-auth': 'junk.sender',
  'policy dns-lists': 'junk.listed',
  'policy reverse-dns': 'junk.server',
  'policy helo': 'junk.server',
  'policy early-talker': 'junk.server',
  'policy network-rate': 'junk.much',
  'policy recipient-rate': 'junk.much',
  'policy unknown-recipients': 'junk.guesses',
  'policy sender-domain': 'junk.noAnswer',
  'policy null-sender': 'junk.noAnswer',
  'policy backscatter': 'junk.noAnswer',
  'policy display-name': 'junk.pretends',
  'policy look-alike': 'junk.looksLike',
  'policy links': 'junk.links',
  'policy attachments': 'junk.attachments',
  'policy greylist': 'junk.doubted',
  rspamd: 'junk.doubted',
  filter: 'junk.filter',
};
