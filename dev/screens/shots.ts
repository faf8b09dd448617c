import type { Page } from 'playwright-core';
import type { People } from './people.ts';
import * as views from './views.ts';
import type { Words } from './words.ts';

export interface Shot {
  readonly name: string;
  readonly view: string;
  readonly width: number;
  readonly theme: 'light' | 'dark';
  readonly language: 'en' | 'zh';
  /** The person who is signed in; undefined for nobody. */
  readonly who: keyof People | undefined;
  /** Brings the page to the view. */
  show(page: Page, words: Words): Promise<void>;
}

type Show = Shot['show'];

const of = (show: Show, ...names: string[]): Shot[] => names.map((name) => shot(name, show, 'ann'));

/** Every picture of docs/screens. */
export const shots: readonly Shot[] = [
  ...of(views.denied, 'denied-1440-dark-en'),
  ...of(
    views.inbox,
    'inbox-1024-light-en',
    'inbox-1440-dark-zh',
    'inbox-1440-light-en',
    'inbox-390-dark-zh',
    'inbox-390-light-en',
  ),
  ...of(views.junk, 'junk-1440-light-en', 'junk-1440-light-zh'),
  ...of(views.newsletter, 'newsletter-1440-light-en'),
  ...of(views.pdf, 'pdf-1440-light-en'),
  ...of(views.quarantine, 'quarantine-1440-light-en', 'quarantine-390-dark-zh'),
  ...of(views.read, 'read-390-light-zh'),
  ...of(views.redirect, 'redirect-1440-light-en'),
  ...of(views.search, 'search-1440-light-en', 'search-390-dark-zh'),
  ...of(views.select, 'select-1440-dark-en'),
  ...of(views.selectAll, 'select-all-1440-light-en'),
  ...of(views.sent, 'sent-1440-light-en', 'sent-390-light-en', 'sent-1440-dark-zh', 'sent-390-dark-zh'),
  ...of(views.bounce, 'bounce-1440-light-en', 'bounce-1440-dark-zh', 'bounce-390-light-en'),
  ...of(views.settings, 'settings-1440-light-en'),
  ...of(views.failed, 'failed-1440-light-en'),
  shot('empty-1440-light-en', views.empty, 'zoe'),
  shot('empty-390-dark-zh', views.empty, 'zoe'),
  ...of(views.invitation, 'invitation-1440-light-en', 'invitation-390-dark-zh'),
  ...of(views.commands, 'commands-1440-light-en'),
  ...of(views.long, 'conversation-1440-dark-en'),
  ...of(views.twelve, 'attachments-1024-light-en'),
  ...of(views.japanese, 'japanese-1440-light-en'),
  ...of(views.arabic, 'arabic-1440-dark-en'),
  ...of(views.offline, 'offline-390-light-zh'),
  shot('full-1440-light-en', views.full, 'max'),
  shot('sign-in-1440-light-en', views.signIn, undefined),
  shot('sign-in-390-dark-zh', views.signIn, undefined),
  shot('join-1440-light-en', views.join, undefined),
  shot('join-390-dark-zh', views.join, undefined),
  ...of(views.senders, 'senders-1440-light-en', 'senders-390-dark-zh'),
  // It leaves a draft behind.
  ...of(views.compose, 'compose-1440-light-en'),
];

/** @param name view-width-theme-language */
function shot(name: string, show: Show, who: Shot['who']): Shot {
  const [, view = '', width, theme, language] = /^(.*)-(\d+)-(light|dark)-(en|zh)$/.exec(name) ?? [];
  return {
    name,
    view,
    width: Number(width),
    theme: theme as Shot['theme'],
    language: language as Shot['language'],
    who,
    show,
  };
}
