/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { safeCss } from './safe-css.ts';

test('a style of half a million octets is read once, whatever it repeats', () => {
  // Read again from each of its beginnings, the first alone takes minutes.
  for (const piece of ['@import', '@import x{', 'url ( ', '/*', 'position:', '\\', '1vh', '9', '.5'])
    safeCss(piece.repeat(500_000 / piece.length));
});

test('what is said of the height of the window is said of none that grows', () => {
  assert.equal(safeCss('min-height:100vh').css, 'min-height:800px');
  assert.equal(safeCss('height:calc(50DVH - .5vmax);width:50vw').css, 'height:calc(400px - 4px);width:50vw');
  assert.equal(safeCss('.a1vh{height:110cqh}').css, '.a1vh{height:880px}');
});

test('rules that load go, and those behind them stay', () => {
  assert.equal(safeCss('@import "x";p{color:red}').css.trim(), 'p{color:red}');
  assert.equal(safeCss('@im@import "x";port "y";').css.includes('@import'), false);
});
