import type { Check } from '../check.ts';
import type { Attachment } from '../message/attached.ts';
import { insideOf, MAX_OPENED } from '../message/inside.ts';
import { runnableIn } from '../message/runnable.ts';
import { REASONS } from '../reasons.ts';

/** File types that run code, or start a program, when opened on some system; Outlook and Gmail accept none of them. */
const PROGRAMS = `
  exe com scr pif cpl dll sys bat cmd msi msp mst reg jar jnlp xll chm hlp ps1 psm1 ps1xml vbs? vbe ws js jse wsf
  wsh wsc sct hta msc ade adp mde lnk url scf shb rdp library-ms search-ms searchconnector-ms settingcontent-ms
  appref-ms application appinstaller appx appxbundle msix msixbundle gadget diagcab app dmg pkg apk iso img vhdx?
  wim one shs inf psc1 psc2 xbap pyzw? iqy slk wsb udl website theme themepack msu ocx diagcfg diagpkg command
  desktop printerexport`;
const PROGRAM = new RegExp(`\\.(?:${PROGRAMS.trim().split(/\s+/).join('|')})$`, 'i');

/** Blanks and dots that Windows ignores at the end of a name (`letter.exe. `). */
const UNSEEN = /[\s.\u200b-\u200f\u202a-\u202e]/u;

/** Octets at the end of a message in which a disk image may be recognized. */
const FOOT = 2_048;

/** Finds attached programs: by name, by content, and inside archives. */
export const attachments: Check = {
  name: 'attachments',
  stage: 'message',
  looksInside: true,
  about: 'a program is attached, alone or in an archive',
  rule: 'junk',
  async run(message) {
    const parts = await message.attachments();
    const program = parts.flatMap(({ names }) => names).find(isProgram);
    if (program !== undefined) return { reason: REASONS.attached('a program', shown(program)) };
    for (const part of parts.slice(0, MAX_OPENED)) {
      const what = runnableIn(await part.head(), await part.end(FOOT));
      if (what !== undefined) return { reason: REASONS.attached(what, calledBy(part)) };
      const inside = await insideOf(part);
      const named = inside?.names.find(isProgram);
      if (named !== undefined) return { reason: REASONS.inArchive('a program', shown(named)) };
      const runnable = inside?.judged.runnable;
      if (runnable) return { reason: REASONS.inArchive(runnable.what, shown(runnable.name)) };
    }
    return undefined;
  },
};

function calledBy({ names }: Attachment): string {
  return names[0] === undefined ? 'without a name' : shown(names[0]);
}

/** Ignores what follows a NUL in the name, as Windows does. */
function isProgram(whole: string): boolean {
  const name = whole.split('\0', 1)[0] ?? '';
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
