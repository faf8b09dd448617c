import { text, useLanguage } from '../../words/index.ts';
import { usePreferences } from '../account-preferences.ts';
import { useMail } from '../mail.ts';
import { type Label, labelOf, labelsAmong, sameName } from './label.ts';

export const nameOf: Parameters<typeof labelOf>[2] = (word) => text(`label.${word}`);

export function knownLabels(): readonly Label[] {
  return usePreferences.getState().labels;
}

/** Returns the labels among some keywords, for a view. */
export function useLabelsAmong(keywords: readonly string[]): Label[] {
  useLanguage(({ language }) => language);
  return labelsAmong(
    keywords,
    usePreferences(({ labels }) => labels),
    nameOf,
  );
}

/** Returns the keywords that some, and that all, of the conversations of these rows have, as far as known here. */
export function keywordsOf(ids: readonly string[]): { readonly some: Set<string>; readonly all: Set<string> } {
  const { rows, threads } = useMail.getState();
  const each = ids.map((id) => {
    const emails = (threads[rows[id]?.threadId ?? ''] ?? [id]).flatMap((one) => rows[one] ?? []);
    return new Set(emails.flatMap(({ keywords }) => Object.keys(keywords)));
  });
  const some = new Set(each.flatMap((one) => [...one]));
  return { some, all: new Set([...some].filter((keyword) => each.every((one) => one.has(keyword)))) };
}

/** Returns the keyword for what is typed after `label:`. */
export function keywordNamed(typed: string): string {
  const wide = ['$label1', '$label2', '$label3', '$label4', '$label5'];
  const candidates = [...knownLabels(), ...wide.flatMap((keyword) => labelOf(keyword, knownLabels(), nameOf) ?? [])];
  return candidates.find(({ name }) => sameName(name, typed))?.keyword ?? typed.toLowerCase();
}

export function searchFor({ name }: Label): string {
  return `label:${/^[^\s":]+$/.test(name) ? name : `"${name.replaceAll('"', '')}"`}`;
}

/** Returns the label if a search is for that label and nothing else; else null. */
export function labelSearched(search: string): Label | null {
  const [, quoted, unquoted] = /^label:(?:"([^"]*)"|(\S+))$/.exec(search) ?? [];
  const typed = quoted ?? unquoted;
  return typed === undefined ? null : (labelOf(keywordNamed(typed), knownLabels(), nameOf) ?? null);
}
