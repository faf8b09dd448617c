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
  redirected: '您转给了：',
  read: '已送达，收件人表示已读',
  delivered: '已送达',
  queued: '正在发送',
  waiting: '等待中：{reply}',
  nextTry: '下次重试：{when}',
  relayed: '已交给对方服务器，回应：{reply}',
  failed: '被退回：{reply}',
  takenBack: '已撤回',
  scheduled: '将于 {when} 发送',
  takeBack: '撤回',
  label: '送达情况',
};
