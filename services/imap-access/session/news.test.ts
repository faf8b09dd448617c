import assert from 'node:assert/strict';
import { test } from 'node:test';
import { News } from './news.ts';

test('a change of another session is news until it was looked at', () => {
  const news = new News(10);
  assert.equal(news.isDue, false);
  news.noticed(11);
  assert.equal(news.isDue, true);
  news.looking();
  news.told(11);
  assert.equal(news.isDue, false);
  news.noticed(11);
  assert.equal(news.isDue, false, 'the notice came again, late');
});

test('what this session changed itself is none, whichever comes first, the notice or the answer', () => {
  const news = new News(10);
  news.noticed(11);
  news.madeHere(11);
  assert.equal(news.isDue, false);
  news.madeHere(12);
  news.noticed(12);
  assert.equal(news.isDue, false);
  news.noticed(13);
  news.madeHere(14);
  assert.equal(news.isDue, true, 'another change came between');
});

test('a change that is heard of during a look is news after it', () => {
  const news = new News(10);
  news.noticed(11);
  news.looking();
  news.noticed(12);
  news.told(11);
  assert.equal(news.isDue, true);
});

test('a notice that says nothing makes the session look', () => {
  const news = new News(10);
  news.noticed(0);
  assert.equal(news.isDue, true);
});

test('a session looks from time to time without any notice', (context) => {
  let now = 0;
  context.mock.method(performance, 'now', () => now);
  const news = new News(10);
  now = 900;
  assert.equal(news.isDue, false);
  now = 1_100;
  assert.equal(news.isDue, true);
});
