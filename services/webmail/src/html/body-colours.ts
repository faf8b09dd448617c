import { inertBody } from './frame-window.ts';

/** The colours that a message gives its body, as CSS values. */
export interface BodyColours {
  readonly background: string;
  /** Colour of the text; empty where the message sets none. */
  readonly color: string;
}

/**
 * Returns the colours that a message's `<body>` sets. Nothing else of that element is shown, but without them light text meant for a dark
 * background would stand on white.
 * @returns undefined where the background is white or not set
 */
export function bodyColoursOf(html: string, view: Window): BodyColours | undefined {
  const [tag] = /<body\b[^>]{1,4000}>/i.exec(html) ?? [];
  if (tag === undefined) return undefined;
  const body = inertBody(tag, view);
  const named = (attribute: string): string => {
    const { style } = body.ownerDocument.createElement('i');
    const value = body.getAttribute(attribute)?.trim() ?? '';
    style.color = /^[0-9a-f]{6}$/i.test(value) ? `#${value}` : value;
    return style.color;
  };
  const background = body.style.backgroundColor || named('bgcolor');
  const isWhite = /^(?:|white|transparent|none|inherit|initial|rgb\(255, 255, 255\)|rgba\(.*, 0\))$/.test(background);
  return isWhite ? undefined : { background, color: body.style.color || named('text') };
}

/** Gives a frame the body colours of its message, or removes them. */
export function putBodyColours(frame: HTMLIFrameElement, body: HTMLElement, colours: BodyColours | undefined): void {
  for (const { style } of [frame, body]) style.backgroundColor = colours?.background ?? '';
  body.style.color = colours?.color ?? '';
  frame.toggleAttribute('data-background', colours !== undefined);
}
