import type { SettingsWord } from './en.ts';

export const zh: Readonly<Record<SettingsWord, string>> = {
  parts: '设置的各部分',
  'part.you': '个人信息',
  'part.mail': '邮件',
  'part.look': '外观',
  'part.space': '空间与文件',
  'part.account': '登录与账户',
  chooseFile: '选择文件',
};
