import type { FileWord } from './en.ts';

export const zh: Readonly<Record<FileWord, string>> = {
  'preview.failed': '文件加载失败，内容没有丢失。',
  'preview.position': '第 {at} 个，共 {count} 个',
  'preview.download': '下载',
  'pdf.opening': '正在打开…',
  'pdf.page': '第 {number} 页',
  'pdf.pageFailed': '这一页无法显示，请下载后查看。',
  'pdf.locked': '此文件需要密码，请下载后打开。',
  'pdf.cut': '这里只显示前 {count, number} 页，其余请下载查看。',
};
