import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef, useState } from 'react';
import { bounded, keepWidth, keptWidth, NARROWEST, showWidth, WIDEST } from '../state/list-width.ts';
import { useWords } from '../words/index.ts';
import styles from './ListEdge.module.css';

/** Pixels for a press of a key. */
const STEP = 20;

/** The edge between the list and the message, where there are three panes: it is dragged, or moved with the arrow keys (WAI-ARIA window splitter). */
export function ListEdge() {
  const t = useWords();
  const edge = useRef<HTMLDivElement>(null);
  /** How far the pointer is beside the edge of the list, in pixels. */
  const beside = useRef(0);
  const [width, setWidth] = useState(keptWidth);
  useLayoutEffect(() => {
    if (width !== null) showWidth(width);
  }, [width]);
  const now = (): number => edge.current?.parentElement?.offsetWidth ?? NARROWEST;
  function choose(wanted: number): void {
    setWidth(bounded(wanted));
    keepWidth(wanted);
  }
  function onKey(event: KeyboardEvent): void {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP, Home: -WIDEST, End: WIDEST }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    choose(now() + by);
  }
  function drag(event: PointerEvent): void {
    if (!edge.current?.hasPointerCapture(event.pointerId)) return;
    const { left = 0 } = edge.current.parentElement?.getBoundingClientRect() ?? {};
    choose(event.clientX - beside.current - left);
  }
  return (
    <div
      ref={edge}
      className={styles.edge}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('list.width')}
      aria-controls="list"
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      aria-valuenow={width ?? bounded(400)}
      onKeyDown={onKey}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        beside.current = event.clientX - (edge.current?.parentElement?.getBoundingClientRect().right ?? event.clientX);
      }}
      onPointerMove={drag}
    />
  );
}
