import type { WritingWord } from './en.ts';

export const zh: Readonly<Record<WritingWord, string>> = {
  onBehalf: '代表 {address}',
  seen: '收件人会看到这封邮件由 {address} 代表 {other} 撰写。',
  gone: '选择发件人',
  'gone.why': '您已不能用之前选择的地址写邮件。请在“发件人”处选择其他地址。',
  widen: '加宽',
  narrow: '变窄',
  popOut: '在独立窗口中撰写',
  blocked: '浏览器没有打开新窗口，邮件仍在这里。',
  discarded: '草稿已移到“已删除”',
  'refused.from': '您已不能用 {address} 写邮件，请选择其他发件人。',
  'refused.recipients': '没有发送成功：服务器不接收寄往 {whom} 的邮件。',
  'refused.recipient': '服务器不接收寄往此地址的邮件。',
  wrong: '这不是邮箱地址。',
  correct: '修改 {name}',
  'outbox.waiting': '等待网络连接',
  'outbox.waits': '没有网络连接。邮件保存在此设备上，恢复连接且本页面打开时会自动发送。',
  'outbox.waitsHere': '没有网络连接。恢复连接后会自动发送，在此之前请不要关闭此窗口。',
  'outbox.waitsForFiles': '没有网络连接。恢复后会上传附件并自动发送，请先不要关闭此窗口。',
  'outbox.fault': '邮件未发送。{reason}',
  fileWaits: '等待网络连接',
};
