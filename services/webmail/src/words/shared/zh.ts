import type { SharedWord } from './en.ts';

export const zh: Readonly<Record<SharedWord, string>> = {
  title: '他人共享',
  by: '由 {name} 共享',
  mayNot: '您在此文件夹中没有这项权限。',
  notHere: '不能对这里的邮件这样操作。',
  removeAsk: '{count, plural, other {要为所有人删除这 # 个会话吗？}}这里没有可用的“已删除”文件夹，删除后无法恢复。',
  gone: '“{folder}”已不再与您共享。',
  copyTo: '复制到我的“{folder}”',
  copyToOf: '复制到 {name} 的“{folder}”',
  also: '其他位置',
  alsoAsking: '正在搜索共享文件夹…',
  alsoNothing: '在其他共享位置没有找到。',
  alsoFailed: '无法搜索共享文件夹。',
  alsoIn: '{count, plural, other {“{place}”中有 # 个会话}}',
  folderOf: '{folder} · {name}',
  ownMail: '我的邮件',
  copied: '{count, plural, other {已复制 # 封到“{folder}”}}',
};
