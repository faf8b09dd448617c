import type { BulkWord } from './en.ts';

export const zh: Readonly<Record<BulkWord, string>> = {
  doing: '已处理 {count, number} / {total, number}…',
  stop: '停止',
  takingBack: '正在撤销：{count, number} / {total, number}…',
  takenBack: '已恢复原状。',
  read: '{count, plural, other {# 个会话已标为已读}}',
  unread: '{count, plural, other {# 个会话已标为未读}}',
  starred: '{count, plural, other {# 个会话已加星标}}',
  unstarred: '{count, plural, other {# 个会话已取消星标}}',
  marked: '{count, plural, other {# 个会话已更改}}',
};
