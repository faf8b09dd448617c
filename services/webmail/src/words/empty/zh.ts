import type { EmptyWord } from './en.ts';

export const zh: Readonly<Record<EmptyWord, string>> = {
  inbox: '这里还没有邮件，新邮件会自动出现。',
  drafts: '没写完的邮件会保存在这里。',
  sent: '发出的邮件会保存在这里，并显示送达情况。',
  archive: '处理完但想保留的邮件可以归档：按 e 键，或点击“归档”。',
  snoozed: '想稍后处理的邮件会放在这里，到时自动回到收件箱。',
  trash: '删除的邮件会保存在这里，直到清空。',
  junk: '垃圾邮件会放在这里。',
  folder: '这个文件夹是空的。可以把邮件拖到这里，或使用“移动”。',
  shared: '{name} 共享给您的这个文件夹是空的。',
  label: '还没有邮件带有标签“{name}”。在邮件上选择“标签”即可加上。',
  search: '没有符合全部条件的邮件。',
  write: '写邮件',
  toInbox: '前往收件箱',
  clear: '清除搜索',
  everywhere: '在所有邮件中搜索',
};
