import type { Check } from '../check.ts';
import { insideOf, MAX_OPENED } from '../message/inside.ts';

/** What runs when it is opened, on one system or another, or makes one run: Outlook and Gmail take none of these. */
const PROGRAM = new RegExp(
  `\\.(?:${[
    ...[
      'exe',
      'com',
      'scr',
      'pif',
      'cpl',
      'dll',
      'sys',
      'bat',
      'cmd',
      'msi',
      'msp',
      'mst',
      'reg',
      'jar',
      'jnlp',
      'xll',
      'chm',
      'hlp',
    ],
    ...[
      'ps1',
      'psm1',
      'ps1xml',
      'vbs?',
      'vbe',
      'js',
      'jse',
      'wsf',
      'wsh',
      'wsc',
      'sct',
      'hta',
      'msc',
      'ade',
      'adp',
      'mde',
    ],
    ...['lnk', 'url', 'scf', 'shb', 'rdp', 'library-ms', 'search-ms', 'searchconnector-ms', 'settingcontent-ms'],
    ...['appref-ms', 'application', 'appinstaller', 'appx', 'appxbundle', 'msix', 'msixbundle', 'gadget', 'diagcab'],
    ...['app', 'dmg', 'pkg', 'apk', 'iso', 'img', 'vhdx?', 'wim', 'one'],
  ].join('|')})$`,
  'i',
);

/** Blanks and dots, which Windows does not see behind a name (`letter.exe. `). */
const UNSEEN = /[\s.\u200b-\u200f\u202a-\u202e]/u;

/** Programs as attachments, named as what they are or in archives. */
export const attachments: Check = {
  name: 'attachments',
  stage: 'message',
  looksInside: true,
  about: 'a program is attached, or is in an attached archive',
  rule: 'junk',
  async run(message) {
    const parts = await message.attachments();
    const program = parts.flatMap(({ names }) => names).find(isProgram);
    if (program !== undefined) return { reason: `a program is attached (${shown(program)})` };
    for (const part of parts.slice(0, MAX_OPENED)) {
      const inside = (await insideOf(part))?.names.find(isProgram);
      if (inside !== undefined) return { reason: `an attached archive has a program in it (${shown(inside)})` };
    }
    return undefined;
  },
};

function isProgram(name: string): boolean {
  let end = name.length;
  while (end > 0 && UNSEEN.test(name.charAt(end - 1))) end--;
  return PROGRAM.test(name.slice(0, end));
}

function shown(name: string): string {
  return name
    .slice(name.lastIndexOf('/') + 1)
    .slice(-60)
    .replace(/[^\x20-\x7e]/g, '?');
}
