import type { FolderWord } from './en.ts';

export const zh: Readonly<Record<FolderWord, string>> = {
  nameIn: '在“{folder}”中新建文件夹',
  newName: '重命名“{folder}”',
  noName: '请输入名称。',
  noSlash: '名称中不能有斜线（/）。',
  inTrash: '“{folder}”已移到“已删除”',
  removeTheirsAsk: '要将文件夹“{folder}”移到其所有者的“已删除”吗？只有所有者才能将其取回。',
  removeAsk:
    '{folders, plural, =0 {{count, plural, =0 {要彻底删除文件夹“{folder}”吗？} other {要彻底删除文件夹“{folder}”及其中的 # 封邮件吗？}}} other {{count, plural, =0 {要彻底删除文件夹“{folder}”及其中的 {folders, number} 个文件夹吗？} other {要彻底删除文件夹“{folder}”、其中的 {folders, number} 个文件夹以及 # 封邮件吗？}}}}此操作无法撤销。',
  emptyAsk:
    '{folders, plural, =0 {要彻底删除全部 {count, number} 封邮件吗？} other {{count, plural, =0 {要彻底删除其中的 {folders, number} 个文件夹吗？} other {要彻底删除其中的 {folders, number} 个文件夹和全部 # 封邮件吗？}}}}此操作无法撤销。',
  forGoodAsk: '{count, plural, other {要彻底删除这 # 个会话吗？}}此操作无法撤销。',
  hasChild: '“{folder}”中还有文件夹，请先删除它们。',
  made: '已新建“{folder}”',
  renamed: '“{folder}”已重命名为“{name}”',
  removed: '已彻底删除“{folder}”',
};
