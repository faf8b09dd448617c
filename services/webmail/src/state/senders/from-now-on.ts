import { text } from '../../words/index.ts';
import { doing, show } from '../toasts.ts';
import { faultOf, type Rule, saidOf, setSenderRule } from './sender-rules.ts';

/** Always or never accepts mail of a sender from now on, with an undo. */
export function fromNowOn(sender: string, rule: Rule): Promise<void> {
  return doing(async () => {
    try {
      const { before, pattern } = await setSenderRule(sender, rule);
      const said = saidOf(sender, rule);
      return before === rule ? [said] : [said, { label: text('app.undo'), run: () => void goBack(pattern, before) }];
    } catch (error) {
      return [faultOf(error)];
    }
  });
}

async function goBack(sender: string, before: Rule | null): Promise<void> {
  await setSenderRule(sender, before).then(
    () => show(saidOf(sender, before)),
    (error: unknown) => show(faultOf(error)),
  );
}
