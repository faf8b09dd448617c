import type { JunkWord } from '../words/junk/en.ts';

/** The sentence for each check that finds mail to be junk, by the server's name of the check (docs/jmap.md: /account/origins). */
export const SENTENCES: Readonly<Record<string, JunkWord>> = {
  'sender-auth': 'sender',
  'policy dns-lists': 'listed',
  'policy reverse-dns': 'server',
  'policy helo': 'server',
  'policy early-talker': 'server',
  'policy network-rate': 'much',
  'policy recipient-rate': 'much',
  'policy unknown-recipients': 'guesses',
  'policy sender-domain': 'noAnswer',
  'policy null-sender': 'noAnswer',
  'policy backscatter': 'noAnswer',
  'policy display-name': 'pretends',
  'policy look-alike': 'looksLike',
  'policy links': 'links',
  'policy attachments': 'attachments',
  'policy hidden-names': 'hiddenNames',
  'policy macros': 'macros',
  'policy pages': 'pages',
  'policy greylist': 'doubted',
  rspamd: 'doubted',
  filter: 'filter',
};
