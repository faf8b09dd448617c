/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { safeCss } from './safe-css.ts';

test('a hostile style sheet of half a million octets is parsed in linear time', () => {
  // A regular expression that starts over at each of these would take minutes for the first alone.
  for (const piece of ['@import', '@import x{', 'url ( ', '/*', 'position:', '\\', '1vh', '9', '.5'])
    safeCss(piece.repeat(500_000 / piece.length));
});

test('viewport heights are replaced by fixed ones', () => {
  assert.equal(safeCss('min-height:100vh').css, 'min-height:800px');
  assert.equal(safeCss('height:calc(50DVH - .5vmax);width:50vw').css, 'height:calc(400px - 4px);width:50vw');
  assert.equal(safeCss('.a1vh{height:110cqh}').css, '.a1vh{height:880px}');
});

test("position values that leave the mail's area are replaced by static", () => {
  for (const value of ['fixed', ' ABSOLUTE !important', 'sticky', 'var(--p)', '-webkit-sticky', 'if(style(--p):fixed)'])
    assert.equal(safeCss(`a{--p:fixed;position:${value};top:0}`).css, 'a{--p:fixed;position:static;top:0}', value);
  for (const css of ['position: relative;top:0', 'a{position:static}', 'background-position:right 1px'])
    assert.equal(safeCss(css).css, css);
});

test('comments and escapes that are removed join nothing to a new rule', () => {
  for (const css of [
    'position/\\a**/:fixed',
    'position//**/**/:fixed',
    'position/\\a/**/**/:fixed',
    '/\\**/position:fixed',
  ])
    assert.doesNotMatch(safeCss(css).css, /\/\*|position\s*:\s*fixed/, css);
  for (const css of ['ur\\a l(x)', 'ur/**/l(x)', 'u/\\a**/rl(x)', '@im/**/port "x";', 'po/**/sition:fixed'])
    assert.doesNotMatch(safeCss(css).css, /url\(|@import|position:/, css);
});

test('rules that load something are removed, and those behind them are kept', () => {
  assert.equal(safeCss('@import "x";p{color:red}').css.trim(), 'p{color:red}');
  assert.equal(safeCss('@im@import "x";port "y";').css.includes('@import'), false);
});
