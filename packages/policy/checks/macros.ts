import type { Check } from '../check.ts';
import { hasMacros, isCompoundFile, isMacroPart } from '../message/active-content.ts';
import type { Attachment } from '../message/attached.ts';
import { insideOf, MAX_OPENED } from '../message/inside.ts';
import { REASONS } from '../reasons.ts';

/** File types of documents with macros; `.xlsb` may have some. */
const WITH_MACROS = /\.(?:(?:doc|dot|xls|xlt|xla|ppt|pot|pps|ppa|sld)m|xlsb|xlam|ppam)[\s.]*$/i;

/** Finds documents with macros, which can run code once the reader allows it. */
export const macros: Check = {
  name: 'macros',
  stage: 'message',
  looksInside: true,
  about: 'an attached document contains macros',
  rule: '3',
  async run(message) {
    for (const part of (await message.attachments()).slice(0, MAX_OPENED)) {
      if (await withMacros(part)) return { reason: REASONS.macros() };
    }
    return undefined;
  },
};

async function withMacros(part: Attachment): Promise<boolean> {
  if (part.names.some((name) => WITH_MACROS.test(name))) return true;
  if (isCompoundFile(await part.start())) return hasMacros(await part.body()) || hasMacros(await part.end());
  const inside = await insideOf(part);
  if (inside === undefined) return false;
  return inside.judged.hasMacros === true || inside.names.some((name) => isMacroPart(name) || WITH_MACROS.test(name));
}
