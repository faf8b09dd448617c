import { type Certificate, listCertificates, orderCertificate, removeCertificate } from '@postroom/directory';
import { normaliseDomain } from '@postroom/smtp';
import { MailError } from '@postroom/types';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { DomainName, Time } from './schemas.ts';

const Shown = Type.Object({
  name: Type.String(),
  state: Type.Union([Type.Literal('good'), Type.Literal('waiting'), Type.Literal('failing')], {
    description: 'waiting: it is being ordered, or will be; failing: the last order did, whatever is there.',
  }),
  byOperator: Type.Boolean({ description: 'Asked for here, not by the settings.' }),
  issuedAt: Type.Union([Time, Type.Null()]),
  endsAt: Type.Union([Time, Type.Null()]),
  nextAttemptAt: Time,
  failures: Type.Integer({ description: 'Orders in vain since the last that went well.' }),
  failure: Type.Union([Type.String(), Type.Null()], { description: 'Why the last one was.' }),
});
const tags = ['certificates'];
const params = Type.Object({ name: DomainName }); // or a wildcard

export function certificateRoutes(app: HttpApp, { pool, ordersCertificates, ordersWildcards }: AdminContext): void {
  app.get(
    '/certificates',
    {
      schema: {
        tags,
        summary: 'The names for which certificates are ordered (ACME), and how far that is',
        response: { 200: Type.Object({ certificates: Type.Array(Shown) }) },
      },
    },
    async () => ({ certificates: (await listCertificates(pool)).map(shown) }),
  );

  app.put(
    '/certificates/:name',
    {
      schema: {
        tags,
        summary: 'Orders a certificate for a name, or the one that is there anew, within seconds',
        params,
        response: { 200: Shown },
      },
    },
    async ({ params }) => {
      if (!ordersCertificates)
        throw new MailError('invalid', 'No certificate can be ordered: ACME_DIRECTORY_URL is not set');
      const name = nameOf(params.name);
      if (name.startsWith('*.') && !ordersWildcards)
        throw new MailError('invalid', 'A wildcard can be proved by DNS alone: ACME_DNS_HOOK is not set');
      return shown(await orderCertificate(pool, name));
    },
  );

  app.delete(
    '/certificates/:name',
    {
      schema: {
        tags,
        summary: 'Shows the certificate no more, and orders none; those of the settings come again',
        params,
        response: { 204: Type.Null() },
      },
    },
    async ({ params }, reply) => {
      await removeCertificate(pool, nameOf(params.name));
      return reply.code(204).send(null);
    },
  );
}

/** Returns the name in A-labels; `*.example.test` stands for all names directly below. Throws invalid. */
function nameOf(text: string): string {
  const isWildcard = text.startsWith('*.');
  const name = normaliseDomain(isWildcard ? text.slice(2) : text);
  if (!name?.includes('.')) throw new MailError('invalid', `${text} is not the name of a server`);
  return isWildcard ? `*.${name}` : name;
}

function shown(certificate: Certificate) {
  const { failures, endsAt } = certificate;
  const isGood = endsAt !== null && endsAt > new Date();
  return { ...certificate, state: failures > 0 ? 'failing' : isGood ? 'good' : 'waiting' } as const;
}
