import type { Check } from '../check.ts';
import { activityOf, isPage } from '../message/active-content.ts';
import type { Attachment } from '../message/attached.ts';
import { insideOf, MAX_OPENED } from '../message/inside.ts';
import { unpacked } from '../message/unpacked.ts';

/** One that makes a file is junk by itself. */
const MAKES_FILES = 5;

/** Pages that are attached run in the browser of who opens them, as a page of nobody: forms for passwords, and programs out of letters. */
export const pages: Check = {
  name: 'pages',
  stage: 'message',
  looksInside: true,
  about: 'an attached page runs a script; one that makes a file has 5 points',
  rule: '3',
  async run(message) {
    for (const part of (await message.attachments()).slice(0, MAX_OPENED)) {
      const isAlone = isPage(part.names, await part.start());
      const activity = isAlone ? activityOf(await textOf(part)) : (await insideOf(part))?.judged.page;
      const page = isAlone ? 'an attached page' : 'a page in an attached archive';
      if (activity === 'files') return { reason: `${page} makes a file when it is opened`, points: MAKES_FILES };
      if (activity === 'script') return { reason: `${page} runs a script` };
    }
    return undefined;
  },
};

/** An octet a character; of UTF-16 those that matter. */
async function textOf(part: Attachment): Promise<string> {
  const body = await part.body();
  const bytes = body[0] === 0x1f && body[1] === 0x8b ? await unpacked(body, 'gzip') : body;
  return bytes.toString('latin1').replaceAll('\0', '');
}
