import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Branding, BrandPicture } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { usage } from '../failure.ts';
import { facts } from '../table.ts';

/** The names of options in the API. */
const SAID = {
  name: 'name',
  accent: 'accent',
  accentDark: 'accentDark',
  text: 'signInText',
  helpPage: 'helpUrl',
  privacy: 'privacyUrl',
  imprint: 'imprintUrl',
} as const;
const PICTURES = { logo: 'logo', logoDark: 'logo-dark', icon: 'icon' } as const;
const LABELS: Readonly<Record<string, string>> = { accentDark: 'accent on dark', helpPage: 'help' };
/** The value that resets an option. */
const DEFAULT = 'default';

const EXAMPLES = `
Examples:
  postroom branding set --name 'Choir Mail' --accent '#7a1fa2' --logo logo.png
  postroom branding set --for example.org --name Example --help-page https://example.org/help
  postroom branding set --accent default --logo default
  postroom branding show --for example.org`;

const FOR: [string, string] = ['--for <domain>', 'one domain (default: the whole platform)'];

type Options = { for?: string } & Partial<Record<keyof typeof SAID | keyof typeof PICTURES, string>>;
type Seen = Branding & { readonly pictures: readonly BrandPicture[] };

export function addBrandingCommands(program: Command, { api, print }: Context): void {
  const branding = program
    .command('branding')
    .description('the name and the look of the webmail')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES);

  branding
    .command('show')
    .description('show the settings')
    .option(...FOR)
    .action(async ({ for: scope = '' }: Options) => {
      const seen = await api().get<Seen>('/branding', { scope });
      print(seen, describe(seen));
    });

  branding
    .command('set')
    .description('change it, or reset it with the word `default`')
    .option(...FOR)
    .option('--name <name>', 'what the platform is called')
    .option('--accent <#rrggbb>', 'the colour of what is unread, selected, and the main button')
    .option('--accent-dark <#rrggbb>', 'the same in the dark theme (default: derived from --accent)')
    .option('--text <text>', 'a short text on the sign-in page')
    .option('--help-page <url>', 'https://… or mailto:…')
    .option('--privacy <url>', 'the same')
    .option('--imprint <url>', 'the same')
    .option('--logo <file>', 'PNG or WebP, 128 KiB at most; shown 28 pixels high')
    .option('--logo-dark <file>', 'the same for the dark theme')
    .option('--icon <file>', 'of the tab and the installed page: square, 512 pixels a side are good')
    .action(async (options: Options) => {
      if (Object.keys(options).every((name) => name === 'for'))
        throw usage('say what to change: --name, --accent, --logo …');
      const scope = options.for ?? '';
      const where = `scope=${segment(scope)}`;
      const files = await readPictures(options);
      const { pictures: _, ...before } = await api().get<Seen>('/branding', { scope });
      await api().send('PUT', `/branding?${where}`, change(before, options));
      for (const [kind, data] of files) {
        if (data === null) await api().send('DELETE', `/branding/pictures/${kind}?${where}`);
        else await api().send('PUT', `/branding/pictures/${kind}?${where}`, { data });
      }
      const seen = await api().get<Seen>('/branding', { scope });
      print(seen, describe(seen));
    });
}

function change(before: Branding, options: Options): Branding {
  const said = Object.entries(SAID).flatMap(([option, name]) => {
    const value = options[option as keyof typeof SAID];
    return value === undefined ? [] : [[name, value === DEFAULT ? null : value]];
  });
  const wanted = { ...before, ...(Object.fromEntries(said) as Partial<Branding>) };
  // Without a colour for light mode the one for dark mode goes too.
  return wanted.accent === null && options.accentDark === undefined ? { ...wanted, accentDark: null } : wanted;
}

/** Reads the given pictures, base64; null to remove one. All are read before anything is changed. */
async function readPictures(options: Options): Promise<[kind: string, data: string | null][]> {
  const files: [string, string | null][] = [];
  for (const [option, kind] of Object.entries(PICTURES)) {
    const path = options[option as keyof typeof PICTURES];
    if (path === undefined) continue;
    const octets = path === DEFAULT ? null : await readFile(path).catch((error: Error) => error);
    if (octets instanceof Error) throw usage(`${path} cannot be read: ${octets.message}`);
    files.push([kind, octets?.toString('base64') ?? null]);
  }
  return files;
}

function describe({ pictures, ...said }: Seen): string {
  const lines: [string, string][] = [
    ...Object.entries(SAID).flatMap(([option, name]): [string, string][] =>
      said[name] === null ? [] : [[LABELS[option] ?? option, said[name]]],
    ),
    ...pictures.map(({ kind, width, height, mediaType }): [string, string] => [
      kind,
      `${width} × ${height}, ${mediaType}`,
    ]),
  ];
  return lines.length > 0 ? facts(lines) : 'as it comes';
}
