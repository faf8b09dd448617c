import type { Check } from '../check.ts';
import { activityOf, isPage } from '../message/active-content.ts';
import type { Attachment } from '../message/attached.ts';
import { insideOf, MAX_OPENED } from '../message/inside.ts';
import { unpacked } from '../message/unpacked.ts';
import { REASONS } from '../reasons.ts';

/** The points of a page that makes a file: junk by that alone. */
const MAKES_FILES = 5;

/** Finds attached pages with scripts. They run in the browser outside any site, with password forms or hidden programs. */
export const pages: Check = {
  name: 'pages',
  stage: 'message',
  looksInside: true,
  about: 'an attached page runs a script; a page that creates a file has 5 points',
  rule: '3',
  async run(message) {
    for (const part of (await message.attachments()).slice(0, MAX_OPENED)) {
      const isAlone = isPage(part.names, await part.start());
      const activity = isAlone ? activityOf(await textOf(part)) : (await insideOf(part))?.judged.page;
      const page = isAlone ? 'an attached page' : 'a page in an attached archive';
      if (activity === 'files') return { reason: REASONS.pageMakesFile(page), points: MAKES_FILES };
      if (activity === 'script') return { reason: REASONS.pageRunsScript(page) };
    }
    return undefined;
  },
};

/** Returns one character per octet, without NULs, so that UTF-16 reads as ASCII. */
async function textOf(part: Attachment): Promise<string> {
  const body = await part.body();
  const bytes = body[0] === 0x1f && body[1] === 0x8b ? await unpacked(body, 'gzip') : body;
  return bytes.toString('latin1').replaceAll('\0', '');
}
