import type { Letter } from './letter.ts';

const FANG = '王芳 <fang.wang@postroom.example>';
const JONAS = 'Jonas Holm <jonas@postroom.example>';
const CHOIR = [
  ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'METHOD:REQUEST', 'BEGIN:VEVENT', 'UID:choir@harbour.example', 'SEQUENCE:1'],
  ...['DTSTAMP:20261101T100000Z', 'DTSTART;TZID=Europe/Oslo:20270112T190000', 'DTEND;TZID=Europe/Oslo:20270112T210000'],
  ...['RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20270330T220000Z', 'SUMMARY:Choir\\, the second part'],
  ...['LOCATION:Old school\\, music room', 'ORGANIZER;CN=Atsushi Yoshida:mailto:atsushi@harbour.example'],
  ...['ATTENDEE;CN=Ann Sørensen:mailto:ann@postroom.example'],
  ...['ATTENDEE;CN=Jonas Holm;PARTSTAT=ACCEPTED:mailto:jonas@postroom.example'],
  ...['ATTENDEE;CN=王芳;PARTSTAT=TENTATIVE:mailto:fang.wang@postroom.example', 'END:VEVENT', 'END:VCALENDAR', ''],
].join('\r\n');

const LINES = [
  'Does Saturday suit everybody?',
  'It suits me, from ten on.',
  '我周六上午要陪孩子，下午可以。',
  'Then in the afternoon. Who brings the saw?',
];

/** A conversation of thirty messages. */
const long: readonly Letter[] = Array.from({ length: 30 }, (_, at) => ({
  at: [5, `${String(8 + Math.floor(at / 3)).padStart(2, '0')}:${10 + (at % 3) * 15}`],
  keywords: ['$seen'],
  from: at % 2 === 0 ? JONAS : FANG,
  subject: at === 0 ? 'Wood for the winter' : 'Re: Wood for the winter',
  messageId: `<wood-${at}@postroom.example>`,
  text: `${LINES[at % LINES.length]}\n`,
  ...(at > 0 && { inReplyTo: '<wood-0@postroom.example>', references: ['<wood-0@postroom.example>'] }),
}));

/** Returns messages for only some pictures, in mailboxes of their own. @param photo a PNG */
export const more = (photo: Buffer): readonly Letter[] => [
  ...long.map((letter) => ({ ...letter, mailbox: 'Trips' })),
  {
    at: [2, '10:12'],
    mailbox: 'Trips',
    keywords: ['$seen'],
    from: JONAS,
    subject: 'Twelve photos',
    text: 'All twelve, as promised.\n\nJonas',
    attachments: Array.from({ length: 12 }, (_, at) => ({
      filename: `The lake in the morning, photo ${at + 1}.png`,
      content: photo,
    })),
  },
  {
    at: [2, '09:01'],
    mailbox: 'Trips',
    from: 'Atsushi Yoshida <atsushi@harbour.example>',
    verdict: 'dmarc=pass header.from=harbour.example',
    subject: 'Choir, the second part',
    text: 'It is Tuesdays again, and half an hour later.\n\nAtsushi',
    icalEvent: { method: 'REQUEST', content: CHOIR },
  },
  {
    at: [3, '14:20'],
    mailbox: 'Trips',
    keywords: ['$seen'],
    from: '吉田 敦 <atsushi@harbour.example>',
    subject: '来週の合唱の練習について',
    verdict: 'dmarc=pass header.from=harbour.example',
    text: '皆さま\n\n来週の練習は、火曜日の午後七時から旧校舎の音楽室で行います。緑の楽譜をお持ちください。「春の海」の第二部から始めますので、前もって目を通していただけると助かります。\n\n吉田',
  },
  {
    at: [3, '12:44'],
    mailbox: 'Trips',
    keywords: ['$seen'],
    from: 'ليلى حداد <layla@harbour.example>',
    subject: 'موعد الرحلة إلى الجزيرة',
    verdict: 'dmarc=pass header.from=harbour.example',
    text: 'مرحباً آن،\n\nتنطلق العبّارة يوم السبت الساعة 10:30 من الرصيف الشمالي (North quay 3). أرجو أن تحضري قبل الموعد بنصف ساعة.\n\nhttps://harbour.example/ferry?day=saturday\n\nليلى',
  },
];
