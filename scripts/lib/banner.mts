import type { DevMode } from './dev-mode.mts';
import type { Part } from './parts.mts';
import type { Person } from './people.mts';

/** What `yarn dev` says when everything answers. */
export type BannerContent = {
  mode: DevMode;
  parts: Part[];
  /** Who can sign in at the stub; unused with Bitbucket Cloud. */
  people: Person[];
  /** How long the start took. */
  seconds: number;
};

const names: Record<string, string> = {
  app: 'Portal',
  backend: 'Backend',
  stub: 'Stub',
};

function signInLines({ mode, people }: BannerContent): string[] {
  if (mode === 'bitbucket-cloud') {
    return [
      'Sign in with your Bitbucket Cloud account. No stub is running.',
      'Callback URL of the OAuth consumer: http://localhost:7007/api/auth/bitbucket',
    ];
  }
  const width = Math.max(
    ...people.map(({ displayName }) => displayName.length),
  );
  return [
    'The stub stands in for Bitbucket Cloud. Who can sign in:',
    ...people.map(({ displayName, note }) =>
      `  ${displayName.padEnd(width)}  ${note ?? ''}`.trimEnd(),
    ),
  ];
}

/** The banner as text, with an empty line before and after it. */
export function formatBanner(content: BannerContent): string {
  const rule = '─'.repeat(72);
  return [
    '',
    rule,
    `The portal is ready after ${content.seconds} s. Ctrl-C ends everything.`,
    '',
    ...content.parts.map(
      ({ label, url }) => `  ${(names[label] ?? label).padEnd(8)} ${url}`,
    ),
    '',
    ...signInLines(content),
    rule,
    '',
  ].join('\n');
}
