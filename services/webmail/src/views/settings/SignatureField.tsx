import { useState } from 'react';
import type { Identity } from '../../jmap/types.ts';
import { htmlOfLines } from '../../state/writing/rich/lines.ts';
import { signaturePictures } from '../../state/writing/signature-pictures.ts';
import { useSettingsWords } from '../../words/settings/index.ts';
import RichText from '../writing/RichText.tsx';

/** The properties of an identity that hold its signature. */
export type Signature = Pick<Identity, 'textSignature' | 'htmlSignature'>;

interface Props {
  before: Signature;
  /** Called at each change with a function that returns the signature; that takes time, because pictures are made small. */
  onChange(signature: () => Promise<Signature>): void;
}

/** The editor of a signature, which works like that of a message. A signature without formats is saved as plain text alone. */
export default function SignatureField({ before, onChange }: Props) {
  const t = useSettingsWords();
  const [pictures] = useState(signaturePictures);
  const [html] = useState(before.htmlSignature || htmlOfLines(before.textSignature));
  return (
    <RichText
      label={t('settings.signature')}
      pictures={pictures}
      html={html}
      startsHere={false}
      namesPictures={false}
      onReady={() => undefined}
      onChange={({ html: written, body, hasLooks }) =>
        onChange(async () => ({
          textSignature: body.trim(),
          htmlSignature: hasLooks ? await pictures.inText(written) : '',
        }))
      }
    />
  );
}
