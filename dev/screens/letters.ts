import type { Letter } from './letter.ts';

const LI = '李伟 <li.wei@harbour.example>';
const JONAS = 'Jonas Holm <jonas@postroom.example>';
const FANG = '王芳 <fang.wang@postroom.example>';
const OLGA = 'Ольга Смирнова <olga@harbour.example>';
const ANN = 'Ann Sørensen <ann@postroom.example>';
const REALLY = 'dmarc=pass header.from=harbour.example';

const BOAT = [
  ...[
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//harbour//EN',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    'UID:boat@harbour.example',
  ],
  ...['DTSTAMP:20261101T100000Z', 'DTSTART:20270114T083000Z', 'DTEND:20270114T100000Z', 'SUMMARY:Boat to the cabin'],
  ...['LOCATION:North quay\\, landing 3', 'ORGANIZER;CN=Li Wei:mailto:li.wei@harbour.example'],
  ...['ATTENDEE;CN=Ann:mailto:ann@postroom.example', 'END:VEVENT', 'END:VCALENDAR', ''],
].join('\r\n');

/** @param photo a PNG
 * @param contract a PDF */
export const letters = (photo: Buffer, contract: Buffer): readonly Letter[] => [
  {
    at: [0, '19:57'],
    from: LI,
    verdict: REALLY,
    keywords: ['$seen', 'to-do'],
    subject: 'Contract for the cabin',
    text: 'Dear Ann,\n\nhere is the contract as we spoke of it on Tuesday. Page two has the dates; if they suit you, sign it and I will book the boat for the 14th.\n\nThe key is with Jonas until then.\n\nBest wishes\n李伟',
    attachments: [
      { filename: 'contract.pdf', content: contract },
      { filename: 'boat.ics', content: BOAT, contentType: 'text/calendar' },
    ],
  },
  {
    at: [0, '18:20'],
    from: OLGA,
    verdict: REALLY,
    subject: 'Встреча в четверг и расписание на зиму',
    text: 'Анна, здравствуйте!\n\nВ четверг в десять, на старом месте. Расписание пришлю завтра.\n\nОльга',
  },
  {
    at: [0, '15:41'],
    verdict: 'dmarc=pass header.from=postroom.example',
    from: JONAS,
    keywords: ['$seen', '$flagged', 'work', 'trips'],
    subject: 'Photos of the cabin, all twelve of them',
    html: '<p>Hello Ann,</p><p>the lake was still as glass in the morning. The other eleven come when the line is better.</p><p><img src="cid:lake" width="560" alt="The lake"></p><p>Jonas</p>',
    attachments: [{ filename: 'lake.png', content: photo, cid: 'lake' }],
  },
  {
    at: [0, '11:05'],
    from: FANG,
    keywords: ['$seen'],
    subject: '周五会议改到下午三点',
    text: '大家好：\n\n周五的会议改到下午三点，地点不变，在二楼的小会议室。请各位提前看一下附在日程里的材料。\n\n王芳',
  },
  {
    at: [1, '16:30'],
    from: '"info@bank.example" <info@bank.example>',
    replyTo: 'cash@other.example',
    keywords: ['$seen'],
    verdict: 'dmarc=fail header.from=bank.example',
    subject: 'Your account will be closed',
    html: '<p>Confirm your password today: <a href="https://evil.example/login">https://bank.example/login</a></p>',
  },
  {
    at: [1, '09:00'],
    from: 'Workshop Elm <news@elm.example>',
    keywords: ['$seen', 'work'],
    verdict: 'dmarc=pass header.from=elm.example',
    subject: 'November in the workshop',
    headers: { 'List-Id': 'Workshop Elm <news.elm.example>' },
    html: '<div style="max-width:560px;font-family:Georgia,serif"><h1 style="color:#2f5d50">November in the workshop</h1><img src="https://elm.example/bench.jpg" width="560" height="240" alt="The new bench"><p>The stove is lit, the oak has come, and on Saturdays there is room for four at the long bench.</p><table cellpadding="8" style="border-collapse:collapse"><tr><td>7 November</td><td>Spoons and bowls</td></tr><tr><td>14 November</td><td>A stool in a day</td></tr><tr><td>21 November</td><td>Sharpening</td></tr></table><p><img src="https://elm.example/logo.png" width="80" height="40" alt="Elm"></p></div>',
  },
  {
    at: [2, '20:12'],
    from: 'أحمد منصور <ahmad@harbour.example>',
    verdict: REALLY,
    subject: 'موعد التسليم',
    text: 'يصل الطرد يوم الخميس. الرجاء تأكيد العنوان.\n\nأحمد',
  },
  ...conversation(),
  {
    at: [5, '08:44'],
    from: 'Margarethe von Hohenstein-Wittelsbach <margarethe@harbour.example>',
    verdict: REALLY,
    keywords: ['$seen'],
    subject:
      'Minutes of the meeting about the meeting in which the next meetings of the committee for the harbour lights were planned',
    text: 'Dear all,\n\nthe minutes are short this time: we meet again.\n\nMargarethe',
  },
  {
    at: [6, '13:15'],
    from: '田中 あつし <atsushi@harbour.example>',
    verdict: REALLY,
    keywords: ['$seen'],
    subject: '写真をありがとうございます',
    text: 'アンさん\n\n写真をありがとうございます。冬の湖はとても静かですね。\n\n田中',
  },
  {
    at: [9, '10:00'],
    from: JONAS,
    mailbox: 'Norway 2027',
    keywords: ['$seen', 'trips'],
    subject: 'The ferry',
    text: 'It goes twice a day.',
  },
];

/** Returns a conversation between several people. */
function conversation(): Letter[] {
  const subject = 'Winter at the cabin';
  const lines: [from: string, text: string][] = [
    [LI, 'Who comes to the cabin in January? There are six beds, and wood for two weeks.'],
    [JONAS, 'I do, from the 14th on. I bring the skis.'],
    [FANG, '我也去！孩子们可以一起来吗？'],
    [ANN, 'Of course they can. I bring the lamp and the long table cloth.'],
    [LI, 'Then we are five. The boat goes at half past nine.'],
  ];
  return lines.map(([from, text], index) => ({
    at: [3, `${10 + 2 * index}:0${index}`],
    from,
    text,
    subject: index === 0 ? subject : `Re: ${subject}`,
    messageId: `<cabin-${index}@harbour.example>`,
    mailbox: from === ANN ? 'sent' : 'inbox',
    ...(index > 0 && { inReplyTo: `<cabin-${index - 1}@harbour.example>`, references: '<cabin-0@harbour.example>' }),
    ...(index < 4 && { keywords: ['$seen'] }),
    ...(from === ANN && { to: [LI, JONAS, FANG].join(', ') }),
  }));
}
