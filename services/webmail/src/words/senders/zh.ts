import type { SenderWord } from './en.ts';

export const zh: Readonly<Record<SenderWord, string>> = {
  title: '始终接收与拒收',
  what: '针对其他服务器发来的邮件。拒收：邮件会被退回，您不会收到。始终接收：只要能证实发件人，就不会当作垃圾邮件。',
  address: '地址或域名',
  example: 'news@shop.example 或 shop.example',
  rule: '如何处理来自 {sender} 的邮件',
  newRule: '如何处理其邮件',
  always: '始终接收',
  never: '拒收',
  add: '添加',
  remove: '移除',
  removeOne: '移除 {sender}',
  isAlways: '以后始终接收来自 {sender} 的邮件。',
  isNever: '以后拒收来自 {sender} 的邮件。已收到的邮件不变。',
  isAsBefore: '{sender} 已不在名单中。',
  none: '名单还是空的。',
  wrong: '这既不是地址，也不是域名。',
  tooMany: '名单已满，请先移除一些。',
  offline: '没有连接，什么都没有改变。',
  failed: '操作没有成功，什么都没有改变。',
};
