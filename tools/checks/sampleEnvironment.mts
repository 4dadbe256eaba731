import { readFileSync } from 'node:fs';

/** A value of the right kind for a variable of that name. It opens nothing anywhere. */
function sampleValue(name: string): string {
  if (name.endsWith('PORT')) {
    return '5432';
  }
  if (name.endsWith('URL')) {
    return 'https://portal.example.com';
  }
  return 'sample';
}

/** The variables that a configuration text takes from the environment: `${NAME}`. */
export function namesOfVariables(text: string): string[] {
  const withoutComments = text.replace(/^\s*#.*$/gm, '');
  const matches = withoutComments.matchAll(/(?<!\$)\$\{(\w+)/g);
  return [...new Set(Array.from(matches, ([, name]) => name))];
}

/** A sample value for every variable that the configuration files name, without some. */
export function sampleEnvironment(
  files: string[],
  without: string[] = [],
): Record<string, string> {
  const names = files
    .flatMap(file => namesOfVariables(readFileSync(file, 'utf8')))
    .filter(name => !without.includes(name));
  return Object.fromEntries(names.map(name => [name, sampleValue(name)]));
}
