import { partsOf, type Answers } from './answers.mts';
import { template } from './template.mts';

const [first, second] = template.company;
const title = template.title.join('');
const scope = template.scope.join('-');

const capitalize = (text: string) =>
  text.replaceAll(/[a-z]+/g, word => word[0].toUpperCase() + word.slice(1));

/** Writes a name as the one that it replaces: in lower case, in upper case, or with capitals. */
function likewise(found: string, name: string): string {
  if (found === found.toUpperCase()) {
    return name.toUpperCase();
  }
  return found === found.toLowerCase() ? name : capitalize(name);
}

/** Returns the parts of a name, or of the slug if the name does not begin with a Latin letter. */
function latinPartsOf(name: string, slug: string): string[] {
  const parts = partsOf(name);
  return /^[a-z]/.test(parts[0] ?? '') ? parts : partsOf(slug);
}

/** A rule: what matches is replaced. */
interface Rule {
  pattern: RegExp;
  replace: (...found: string[]) => string;
}

function rulesOf(answers: Answers): Rule[] {
  const { company, domain, workspace } = answers;
  // The slug is in Latin letters, also if the name is not.
  const [initial, ...others] = latinPartsOf(company, workspace);
  const camel = initial + others.map(capitalize).join('');
  const flat = latinPartsOf(answers.title, workspace).join('').slice(0, 30);
  return [
    { pattern: new RegExp(`@${scope}`, 'g'), replace: () => answers.scope },
    { pattern: new RegExp(scope, 'g'), replace: () => answers.scope.slice(1) },
    {
      // The address of the support, whose team has another name in each company.
      pattern: new RegExp(
        `\\bplatform@${first}${second}\\.${template.topLevelDomain}\\b`.toLowerCase(),
        'g',
      ),
      replace: () => answers.support,
    },
    {
      // In a regular expression, a backslash is before the dot.
      pattern: new RegExp(
        `${first}${second}(\\\\?)\\.(?:${template.topLevelDomain}|com)`,
        'gi',
      ),
      replace: (found, slash) =>
        likewise(found.split('.')[0].replace('\\', ''), domain).replaceAll(
          '.',
          `${slash}.`,
        ),
    },
    {
      pattern: new RegExp(`${first} ${second}`, 'g'),
      replace: () => company,
    },
    {
      pattern: new RegExp(`${first.toLowerCase()}${second}`, 'g'),
      replace: () => camel,
    },
    {
      pattern: new RegExp(`${first}[-_ .]?${second}`, 'gi'),
      replace: found => likewise(found.replaceAll(/[-_ .]/g, ''), workspace),
    },
    { pattern: new RegExp(title, 'g'), replace: () => answers.title },
    {
      pattern: new RegExp(title, 'gi'),
      replace: found => likewise(found, flat),
    },
  ];
}

/** Returns a function that replaces the names of the template in a text by those of a fork. */
export function createRenaming(answers: Answers): (text: string) => string {
  const rules = rulesOf(answers);
  return text =>
    rules.reduce(
      (result, { pattern, replace }) => result.replace(pattern, replace),
      text,
    );
}
