import { type Finding, problem } from '../findings/Finding';
import { type Settings } from '../settings/Settings';

/** Values from this repository and from other documentation, which protect nothing. */
const SAMPLES = [
  // app-config.stub.yaml
  'harbour-bikes-portal',
  'not-a-secret-for-pages-only-the-stub-accepts-it',
  'not-a-secret-only-the-stub-accepts-it',
  'not-a-secret-only-the-stub-signs-with-it',
  // app-config.stub.discovery.yaml
  'harbour-bikes-pipelines',
  'not-a-secret-for-pipelines-only-the-stub-accepts-it',
  'not-a-secret-either-only-the-stub-accepts-it',
  'not-a-token-of-the-workspace-only-the-stub-accepts-it',
  // tools/checks/sampleEnvironment.mts
  'sample',
];

const PLACEHOLDER =
  /^(<.*>|\$\{?\w+\}?|x{3,}|\.{3,}|\*{3,}|(your|my)[-_ ].*|(change|replace)[-_ ]?me.*|example|todo|none|null|undefined|test|secret|password|passwd|p4ssw0rd|admin|root|postgres|backstage|portal|redis|valkey|123456.*|abc123.*)$/i;

/** Returns whether a secret is publicly known. */
export function isSampleSecret(value: string): boolean {
  const text = value.trim();
  return SAMPLES.includes(text) || PLACEHOLDER.test(text);
}

/**
 * Checks one secret, and never prints it.
 *
 * @param options - `remedy` names the source of the secret; `minimum` is its minimum length
 */
export function checkSecret(
  settings: Settings,
  key: string,
  options: { remedy: string; minimum: number },
): Finding[] {
  const { remedy, minimum } = options;
  if (!settings.has(key)) {
    return [problem(key, 'is missing', remedy)];
  }
  const value = settings.text(key);
  if (value === undefined) {
    return [problem(key, 'is not a text', remedy)];
  }
  return checkSecretValue(key, value, { remedy, minimum });
}

export function checkSecretValue(
  key: string,
  value: string,
  { remedy, minimum }: { remedy: string; minimum: number },
): Finding[] {
  if (isSampleSecret(value)) {
    return [problem(key, 'is a publicly known sample value', remedy)];
  }
  if (/\s/.test(value)) {
    return [
      problem(
        key,
        'contains a space or a line break',
        `Copy it again. ${remedy}`,
      ),
    ];
  }
  if (value.length < minimum) {
    return [
      problem(
        key,
        `has ${value.length} characters, fewer than ${minimum}`,
        remedy,
      ),
    ];
  }
  return [];
}

/** Finds the samples of this repository under any key. */
export function checkSampleValues(settings: Settings): Finding[] {
  return [...settings.leaves()]
    .filter(({ value }) => SAMPLES.includes(String(value)))
    .map(({ key }) =>
      problem(
        key,
        'is a publicly known sample value',
        'Set your own value, from the environment or a mounted file.',
      ),
    );
}
