import { inertBody } from './frame-window.ts';

/** Colours of the page around a mail, as CSS has them. */
export interface BodyColours {
  readonly background: string;
  /** Of its words; empty where it says nothing of them. */
  readonly color: string;
}

/**
 * What a mail says in its body element of the page around it: of that element nothing else is shown. Light words on a dark page would be
 * light words on a white one.
 * @returns undefined where it stands on white
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

/** Gives a frame the colours of the body of its mail, or takes them away again. */
export function putBodyColours(frame: HTMLIFrameElement, body: HTMLElement, colours: BodyColours | undefined): void {
  for (const { style } of [frame, body]) style.backgroundColor = colours?.background ?? '';
  body.style.color = colours?.color ?? '';
  frame.toggleAttribute('data-background', colours !== undefined);
}
