import { zh } from './zh.ts';

/** Returns a reason of the server in Chinese; undefined where it is not known. */
export function inChinese(reason: string): string | undefined {
  const [pattern, words] = zh.find(([known]) => known.test(reason)) ?? [];
  return pattern && words !== undefined ? reason.replace(pattern, words) : undefined;
}
