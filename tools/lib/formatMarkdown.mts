import { createRequire } from 'node:module';

/** This version of Prettier has no types. */
const prettier: {
  resolveConfig(file: string): Promise<object | null>;
  format(text: string, options: object): string;
} = createRequire(import.meta.url)('prettier');

/**
 * Formats a page in the style of the repository.
 *
 * @param path - decides which options apply
 */
export async function formatMarkdown(
  path: string,
  text: string,
): Promise<string> {
  return prettier.format(text, {
    ...(await prettier.resolveConfig(path)),
    filepath: path,
  });
}
