/** The language that the page takes when the browser wants none that exists (services/webmail/src/words). */
const ELSE = 'en';

/**
 * Returns a Link field (RFC 8288) that makes a browser load the texts of its language together with the page. If another language was
 * chosen in the page, they are loaded in vain. Undefined when the page names no file for the language.
 * @param html the page, with the names of its files (services/webmail/vite.config.ts)
 */
export function wordsFirst(html: string, acceptLanguage = ''): string | undefined {
  const [, language = ELSE] = /(?:^|,)\s*(en|zh)\b/i.exec(acceptLanguage) ?? [];
  const [, file] = new RegExp(`"words/${language.toLowerCase()}":\\["(/assets/[\\w.-]+)"`).exec(html) ?? [];
  return file && `<${file}>; rel=modulepreload; crossorigin`;
}
