import type { Letter } from './letter.ts';

const SENDERS = [
  'Jonas Holm <jonas@postroom.example>',
  '李伟 <li.wei@harbour.example>',
  'Library of the old town <library@town.example>',
  'Ольга Смирнова <olga@harbour.example>',
  'Bakery Nord <hello@nord.example>',
  '王芳 <fang.wang@postroom.example>',
  'Atsushi Yoshida <atsushi@harbour.example>',
];
const LETTERS: readonly [subject: string, text: string][] = [
  ['The bread of the week', 'Rye with walnuts, from Thursday on.'],
  ['两张音乐会的票', '下周三晚上七点半，记得早点到。'],
  ['Your books are due', 'Three of them, on Friday. They can be kept for two more weeks.'],
  ['Отчёт за месяц', 'Во вложении ничего нет, всё в письме.'],
  ['Lamp for the hall', 'I found one that fits, and it is not too bright.'],
  ['关于春节的安排', '我们初二回来，初三可以一起吃饭。'],
  ['Keys of the boat house', 'They hang behind the door again.'],
  ['Choir on Tuesday', 'We begin with the second part, bring the green book.'],
  ['Пирог', 'Рецепт простой: яблоки, мука и терпение.'],
  ['A walk on Sunday?', 'Along the river, if it does not rain.'],
  ['Repair of the bicycle', 'It is ready and may be fetched until six.'],
];
const COUNT = 180;

/** Older messages, enough that the page does not read the whole list. */
export const older: readonly Letter[] = Array.from({ length: COUNT }, (_, index) => {
  const [subject = '', text = ''] = LETTERS[index % LETTERS.length] ?? [];
  const round = Math.floor(index / LETTERS.length);
  return {
    at: [8 + 2 * index, `${8 + (index % 12)}:${10 + (index % 49)}`.padStart(5, '0')],
    from: SENDERS[index % SENDERS.length] ?? '',
    // Each round's subject begins a conversation of its own.
    subject: round === 0 ? subject : `${subject} (${round + 1})`,
    text,
    keywords: index % 9 === 4 ? [] : ['$seen'],
  };
});
