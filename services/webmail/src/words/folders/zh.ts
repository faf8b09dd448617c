import type { FolderWord } from './en.ts';

export const zh: Readonly<Record<FolderWord, string>> = {
  nameIn: '“{folder}”中新文件夹的名称',
  newName: '“{folder}”的新名称',
  removeAsk: '要删除文件夹“{folder}”吗？',
  removeAllAsk: '{count, plural, other {要删除文件夹“{folder}”及其中的 # 封邮件吗？}}删除后无法恢复。',
  hasChild: '“{folder}”中还有文件夹，请先删除它们。',
  made: '已新建“{folder}”',
  renamed: '“{folder}”已重命名为“{name}”',
  removed: '已删除“{folder}”',
};
