import type { DeliveryWord } from './en.ts';

export const zh: Readonly<Record<DeliveryWord, string>> = {
  noMailbox: '没有这个邮箱',
  noDomain: '这个域名不存在，或不接收邮件',
  full: '对方邮箱已满',
  tooLarge: '邮件超过了对方服务器允许的大小',
  unreached: '联系不上对方服务器',
  tooLong: '一直联系不上对方服务器',
  busy: '对方服务器要求稍后再试',
  refused: '对方服务器拒收',
};
