import type { DevMode } from './devMode.mts';
import type { Part } from './parts.mts';
import type { Person } from '../lib/people.mts';

/** The content of the `yarn dev` banner. */
export interface BannerContent {
  mode: DevMode;
  parts: Part[];
  /** Accounts at the stub; unused with Bitbucket Cloud. */
  people: Person[];
  /** Whether users also come from other sources than files. */
  hasProviders: boolean;
  /** Duration of the start. */
  seconds: number;
}

const names: Record<string, string> = {
  app: 'Portal',
  portal: 'Portal',
  backend: 'Backend',
  stub: 'Stub',
};

function signInLines(content: BannerContent): string[] {
  const { mode, people, hasProviders } = content;
  if (mode === 'bitbucket-cloud') {
    return [
      'Sign in with your Bitbucket Cloud account. No stub is running.',
      'Callback URL of the OAuth consumer: http://localhost:7007/api/auth/bitbucket',
    ];
  }
  const width = Math.max(
    ...people.map(({ displayName }) => displayName.length),
  );
  const refWidth = Math.max(
    ...people.map(({ userRef }) => userRef?.length ?? 0),
  );
  const linesOf = (some: Person[]) =>
    some.map(({ displayName, userRef = '', note = '' }) =>
      [`  ${displayName.padEnd(width)}`, userRef.padEnd(refWidth), note]
        .join('  ')
        .trimEnd(),
    );
  const [known, unknown] = [true, false].map(isKnown =>
    people.filter(({ userRef }) => isKnown === (userRef !== undefined)),
  );
  return [
    'The stub replaces Bitbucket Cloud, for the sign-in and for the requests of the backend to',
    'bitbucket.org. Links to bitbucket.org in the browser lead to the real Bitbucket.',
    'Users of the catalog with an account at the stub:',
    ...(known.length > 0 ? linesOf(known) : ['  (no users)']),
    ...(unknown.length === 0
      ? []
      : [
          hasProviders
            ? 'Not in the files of the catalog, but a provider may import them:'
            : 'Not in the files of the catalog, so the portal rejects them:',
          ...linesOf(unknown),
        ]),
  ];
}

/** Returns the banner as text, with an empty line before and after it. */
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
