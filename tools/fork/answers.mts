import { z } from 'zod';
import { isColor } from './colors.mts';
import { renamed } from './template.mts';

/** What a fork is called, as in `fork.json`. */
export interface Answers {
  /** The company: `Acme`. */
  company: string;
  /** The name of the portal: `Acme Portal`. */
  title: string;
  /** The domain of the company's email addresses: `acme.com`. */
  domain: string;
  /** The scope of the npm packages: `@acme`. */
  scope: string;
  /** The slug of the workspace at Bitbucket: `acme`. */
  workspace: string;
  /** The name of the group that has all permissions: `platform`. */
  administrators: string;
  /** The email address that users ask for help. */
  support: string;
  /** The color of the brand, such as `#0B6B78`. By default that of the template. */
  color?: string;
  /** The color of the line at the selected page in the sidebar. By default that of the template. */
  accent?: string;
}

const LONGEST_NAME = 40;
const YAML_WORDS = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** A name that needs no quotes in YAML, JSON, JSX and Markdown. */
const name = z
  .string()
  .regex(
    /^\p{L}[\p{L}\p{M}\p{N} .&’-]{0,39}$/u,
    'must begin with a letter, and have up to 40 letters, digits, spaces and the characters . & - ’',
  )
  .refine(
    text => text === text.trim() && !/ {2}/.test(text),
    'must not have spaces at the end, or two spaces in a row',
  )
  .refine(
    text => !YAML_WORDS.test(text),
    'must not be a word that YAML reads as another value, such as yes or null',
  );

const color = z
  .string()
  .refine(
    isColor,
    'must be a color: # and six hexadecimal digits, such as #0B6B78',
  )
  .optional();

const schema = z.object({
  company: name,
  title: name,
  domain: z
    .string()
    .regex(
      /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/,
      'must be a domain in lower case without a scheme, a port or a path, such as acme.com',
    ),
  scope: z
    .string()
    .regex(
      /^@[a-z0-9][a-z0-9-]{0,39}$/,
      'must be an npm scope: @, then up to 40 lower-case letters, digits and hyphens, such as @acme',
    )
    .refine(
      scope => !['@backstage', '@types', '@material-ui'].includes(scope),
      'must be a scope of your own: packages with this scope exist already',
    ),
  workspace: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/,
      'must be the slug of a workspace: 2 to 40 lower-case letters, digits and hyphens, such as acme',
    ),
  administrators: z
    .string()
    .regex(
      /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/,
      'must be the name of a group in lower case, such as platform',
    ),
  support: z
    .string()
    .regex(
      /^[A-Za-z0-9._+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}$/,
      'must be an email address, such as platform@acme.com',
    ),
  color,
  accent: color,
});

/**
 * Checks the answers.
 *
 * @returns one sentence for each answer that is not usable
 */
export function findProblems(answers: Answers): string[] {
  return (Object.keys(schema.shape) as (keyof Answers)[]).flatMap(key =>
    findProblemsOf(key, answers[key]).map(
      problem => `--${key} is "${answers[key] ?? ''}". ${problem}`,
    ),
  );
}

/** Checks one answer, and returns sentences such as `It must be an email address.` */
export function findProblemsOf(
  key: keyof Answers,
  answer: string | undefined,
): string[] {
  const { error } = schema.shape[key].safeParse(answer);
  const messages = (error?.issues ?? []).map(({ message }) => message);
  if (answer !== undefined && renamed.test(answer)) {
    messages.push(
      'must not contain a name of the template, because upgrade:template renames it again',
    );
  }
  return messages.map(message => `It ${message}.`);
}

/** Returns the parts of a name in lower case, without accents: `Müller & Co` becomes `muller`, `co`. */
export function partsOf(text: string): string[] {
  return text
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replaceAll(/[\p{M}’]/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(part => part !== '');
}

/** Returns the answers that follow from the name of the company. */
export function suggest(
  company: string,
): Omit<Answers, 'company' | 'color' | 'accent'> {
  const initials = partsOf(company).join('-').slice(0, 40).replace(/-$/, '');
  // Shorter slugs are not permitted.
  const slug = initials.length === 1 ? `${initials}-portal` : initials;
  const domain = `${slug}.example`;
  const title = `${company} Portal`;
  return {
    title: title.length > LONGEST_NAME ? company : title,
    domain,
    scope: `@${slug}`,
    workspace: slug,
    administrators: 'platform',
    support: `platform@${domain}`,
  };
}
