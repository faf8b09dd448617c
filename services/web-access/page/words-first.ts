/** As the page says it where the browser wants no language that there is (services/webmail/src/words). */
const ELSE = 'en';

/**
 * A Link field (RFC 8288) by which a browser fetches the texts of its language with all else that comes first. Only the page knows
 * whether another one was chosen there; then they are fetched for nothing. Undefined: the page names no file of them.
 * @param html the page, with the files of its parts (services/webmail/vite.config.ts)
 */
export function wordsFirst(html: string, acceptLanguage = ''): string | undefined {
  const [, language = ELSE] = /(?:^|,)\s*(en|zh)\b/i.exec(acceptLanguage) ?? [];
  const [, file] = new RegExp(`"words/${language.toLowerCase()}":\\["(/assets/[\\w.-]+)"`).exec(html) ?? [];
  return file && `<${file}>; rel=preload; as=fetch; crossorigin`;
}
