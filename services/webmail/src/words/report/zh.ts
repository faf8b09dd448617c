import type { ReportWord } from './en.ts';

export const zh: Readonly<Record<ReportWord, string>> = {
  label: '退信内容',
  failed: '“{subject}”没有送达',
  delayed: '“{subject}”尚未送达，仍在尝试',
  arrived: '“{subject}”已送达',
  nameless: '一封没有主题的邮件',
  failedTo: '没有送达：',
  delayedTo: '尚未送达：',
  arrivedTo: '已经送达：',
  noReason: '没有说明原因',
  open: '打开那封邮件',
  noCopy: '那封邮件是您发出的，但您的文件夹里没有找到它的副本。',
  notHere: '您的邮件中没有那一封。如果不是您写的，就是有人冒用了您的地址，您无需处理。',
  machine: '系统退信原文',
  by: '由 {server} 报告。',
};
