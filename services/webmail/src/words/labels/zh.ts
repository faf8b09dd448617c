import type { LabelWord } from './en.ts';

export const zh: Readonly<Record<LabelWord, string>> = {
  taken: '已有同名的标签。',
  noName: '请输入名称。',
  tooMany: '标签数量已达上限，请先移除不再使用的标签。',
};
