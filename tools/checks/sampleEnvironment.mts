import { readFileSync } from 'node:fs';

/** Returns a valid sample value for a variable with that name. It grants no access. */
function sampleValue(name: string): string {
  if (name.endsWith('PORT')) {
    return '5432';
  }
  if (name.endsWith('URL')) {
    return 'https://portal.example.com';
  }
  return 'sample';
}

/** Returns the variables in a configuration text: `${NAME}`. */
export function namesOfVariables(text: string): string[] {
  const withoutComments = text.replace(/^\s*#.*$/gm, '');
  const matches = withoutComments.matchAll(/(?<!\$)\$\{(\w+)/g);
  return [...new Set(Array.from(matches, ([, name]) => name))];
}

/** Returns a sample value for every variable in the configuration files, except for some. */
export function sampleEnvironment(
  files: string[],
  without: string[] = [],
): Record<string, string> {
  const names = files
    .flatMap(file => namesOfVariables(readFileSync(file, 'utf8')))
    .filter(name => !without.includes(name));
  return Object.fromEntries(names.map(name => [name, sampleValue(name)]));
}
